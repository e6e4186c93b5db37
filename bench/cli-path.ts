// The path of the program that `npm run build` makes.

import { fileURLToPath } from 'node:url';

export const CLI_PATH = fileURLToPath(new URL('../bin/wordcount.js', import.meta.url));
