// Recognises the format of bytes.

import { ByteCursor } from '../../src/formats/byte-cursor.ts';
import { recogniseFormat } from '../../src/formats/recognise.ts';
import { inReusedMemory } from '../fixtures/byte-sources.ts';

/** The recognition, and the offset at which the cursor is left. */
export async function recognise(bytes: Uint8Array, chunkBytes = 50_000) {
  const cursor = new ByteCursor(inReusedMemory(bytes, chunkBytes));
  const { format, ...about } = await recogniseFormat(cursor);
  return { ...about, name: format.name, position: cursor.position };
}

export async function nameOf(bytes: Uint8Array, chunkBytes?: number): Promise<string> {
  return (await recognise(bytes, chunkBytes)).name;
}

export async function splitHintOf(bytes: Uint8Array): Promise<string | undefined> {
  return (await recognise(bytes)).splitHint;
}
