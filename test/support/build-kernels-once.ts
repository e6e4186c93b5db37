// Global set-up of the tests that need nothing else that is built: makes the kernels, unless they are
// there and made from the same sources.

import { buildKernels } from '../../build/kernels.js';

export const setup = buildKernels;
