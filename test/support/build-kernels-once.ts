// Global set-up of tests that need no other build result: builds the kernels, unless they exist and were
// built from the same sources.

import { buildKernels } from '../../build/kernels.js';

export const setup = buildKernels;
