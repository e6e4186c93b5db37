// Encodes the events of a streamed answer.
// https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html

import { crc32 } from 'node:zlib';

export interface EventEncoder {
  encode(body: Buffer): Buffer;
}

const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
const STRING_TYPE = 7;

/** Encodes events of one type, whose headers are always the same. */
export function createEventEncoder(type: string, contentType: string): EventEncoder {
  const headers = Buffer.concat([
    header(':message-type', 'event'),
    header(':event-type', type),
    header(':content-type', contentType),
  ]);
  return {
    encode(body) {
      const length = PRELUDE_BYTES + headers.length + body.length + CHECKSUM_BYTES;
      const event = Buffer.allocUnsafe(length);
      event.writeUInt32BE(length, 0);
      event.writeUInt32BE(headers.length, 4);
      event.writeUInt32BE(crc32(event.subarray(0, 8)), 8);
      headers.copy(event, PRELUDE_BYTES);
      body.copy(event, PRELUDE_BYTES + headers.length);
      const end = length - CHECKSUM_BYTES;
      event.writeUInt32BE(crc32(event.subarray(0, end)), end);
      return event;
    },
  };
}

function header(name: string, value: string): Buffer {
  const nameBytes = Buffer.from(name);
  const valueBytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(valueBytes.length);
  return Buffer.concat([
    Buffer.from([nameBytes.length]),
    nameBytes,
    Buffer.from([STRING_TYPE]),
    length,
    valueBytes,
  ]);
}
