// The archive of a function, as the build has made it, and the hash by which Lambda knows it.

import { createHash } from 'node:crypto';

export interface FunctionArchive {
  readonly zip: Uint8Array;
  /**
   * In base64, as `CodeSha256` of
   * https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html.
   */
  readonly sha256: string;
}

export function toFunctionArchive(zip: Uint8Array): FunctionArchive {
  return { zip, sha256: createHash('sha256').update(zip).digest('base64') };
}
