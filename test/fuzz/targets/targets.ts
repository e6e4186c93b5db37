// All that can be fuzzed.

import type { FuzzTarget } from '../fuzz-target.ts';
import { bzip2Target, seekBzip2Target } from './bzip2.ts';
import { eventsTarget } from './events.ts';
import { framesTarget } from './frames.ts';
import { gzipTarget, seekGzipTarget } from './gzip.ts';
import { inflateTarget } from './inflate.ts';
import { lz4Target, seekLz4Target } from './lz4.ts';
import { xzTarget } from './xz.ts';
import { seekZstdTarget, zstdTarget } from './zstd.ts';

export const TARGETS: readonly FuzzTarget[] = [
  inflateTarget,
  gzipTarget,
  bzip2Target,
  zstdTarget,
  lz4Target,
  xzTarget,
  seekGzipTarget,
  seekBzip2Target,
  seekZstdTarget,
  seekLz4Target,
  framesTarget,
  eventsTarget,
];
