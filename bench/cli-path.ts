// The program as `npm run build` makes it.

import { fileURLToPath } from 'node:url';

export const CLI_PATH = fileURLToPath(new URL('../bin/wordcount.js', import.meta.url));
