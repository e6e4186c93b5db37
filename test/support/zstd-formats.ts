// The zstd format with each decoder that the running Node supports.

import * as zlib from 'node:zlib';
import type { Format } from '../../src/formats/format.ts';
import { openPackageDecoder } from '../../src/formats/zstd/decoder.ts';
import { createZstd, zstd } from '../../src/formats/zstd/zstd.ts';

const withPackage: readonly [string, Format] = ['the package', createZstd(openPackageDecoder)];

export const zstdFormats: readonly (readonly [decoder: string, Format])[] =
  'createZstdDecompress' in zlib ? [withPackage, ['the built-in one', zstd]] : [withPackage];
