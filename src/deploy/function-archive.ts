// Reads the built archive of a function, and computes the hash that Lambda reports for it.

import { createHash } from 'node:crypto';

export interface FunctionArchive {
  readonly zip: Uint8Array;
  /**
   * The SHA-256 in base64, like `CodeSha256` in
   * https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html.
   */
  readonly sha256: string;
}

export function toFunctionArchive(zip: Uint8Array): FunctionArchive {
  return { zip, sha256: createHash('sha256').update(zip).digest('base64') };
}
