// A format's decoding, with all that it gave and how it ended.

import { ByteCursor } from '../../src/formats/byte-cursor.ts';
import type { ByteSource } from '../../src/formats/byte-source.ts';
import type { Format } from '../../src/formats/format.ts';

export interface Decoded {
  readonly bytes: Buffer;
  /** The error's code, if it ended with one. */
  readonly code: string | undefined;
  readonly error: unknown;
}

export async function decode(format: Format, source: ByteSource): Promise<Decoded> {
  const chunks: Buffer[] = [];
  const cursor = new ByteCursor(source);
  let error: (Error & { code?: string }) | undefined;
  try {
    await format.decode(cursor, (chunk) => chunks.push(Buffer.from(chunk)));
  } catch (cause) {
    error = cause as Error;
  } finally {
    await cursor.close();
  }
  return { bytes: Buffer.concat(chunks), code: error?.code ?? error?.name, error };
}
