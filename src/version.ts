// The version of this program, as package.json has it; the build replaces the import by the text.

import manifest from '../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;
