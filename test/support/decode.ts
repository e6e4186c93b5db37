// A format's decoding, with all that it gave and how it ended.

import { ByteCursor } from '../../src/formats/byte-cursor.ts';
import type { ByteSource } from '../../src/formats/byte-source.ts';
import type { Decoding, Format, Sink } from '../../src/formats/format.ts';
import type { Position } from '../../src/formats/position.ts';

export interface Decoded {
  readonly bytes: Buffer;
  /** The error's code, if it ended with one. */
  readonly code: string | undefined;
  readonly error: unknown;
  /** The places that were reached, and how many bytes had been decoded there. */
  readonly reached: readonly (Position & { readonly decodedBytes: number })[];
  readonly remarks: readonly string[];
}

export interface DecodeOptions {
  /** Where the source begins; decoding begins there too. */
  readonly from?: Position;
  /** Decoding ends at the first place that is reached from here on. */
  readonly end?: number;
  readonly carefulFrom?: number;
}

export async function decode(
  format: Format,
  source: ByteSource,
  {
    from = { at: 0 },
    end = Number.POSITIVE_INFINITY,
    carefulFrom = Number.POSITIVE_INFINITY,
  }: DecodeOptions = {},
): Promise<Decoded> {
  const chunks: Buffer[] = [];
  const reached: Decoded['reached'][number][] = [];
  const remarks: string[] = [];
  const cursor = new ByteCursor(source, from.at);
  let decodedBytes = 0;
  let error: (Error & { code?: string }) | undefined;
  const sink = (chunk: Uint8Array) => {
    chunks.push(Buffer.from(chunk));
    decodedBytes += chunk.length;
  };
  const reach = (position: Position) => {
    reached.push({ ...position, decodedBytes });
    return position.at < end;
  };
  const remark = (code: string) => remarks.push(code);
  const decoding = { ...decodingInto(sink), reach, carefulFrom, remark };
  try {
    await format.decode(cursor, decoding, from.entry);
  } catch (cause) {
    error = cause as Error;
  } finally {
    await cursor.close();
  }
  const code = error?.code ?? error?.name;
  return { bytes: Buffer.concat(chunks), code, error, reached, remarks };
}

/** A first try to decode everything. */
export function decodingInto(sink: Sink): Decoding {
  return {
    sink,
    reach: () => true,
    remark: () => undefined,
    end: () => Number.POSITIVE_INFINITY,
    carefulFrom: Number.POSITIVE_INFINITY,
  };
}
