// BGZF put together by hand after the SAM specification, section 4.1.

import { gzipMember } from './gzip-bytes.ts';

/** `memberBytes` of text in each member, and the empty member that ends a file. */
export function blockedGzip(text: Uint8Array, memberBytes: number, level = 6): Buffer {
  const members: Buffer[] = [];
  for (let at = 0; at < text.length; at += memberBytes) {
    members.push(blockedMember(text.subarray(at, at + memberBytes), level));
  }
  return Buffer.concat([...members, blockedMember(Buffer.alloc(0), level)]);
}

const HEADER_BYTES = 18;

function blockedMember(data: Uint8Array, level: number): Buffer {
  const member = gzipMember(data, { extra: Buffer.from('BC\x02\0\0\0', 'latin1'), level });
  member.writeUInt16LE(member.length - 1, HEADER_BYTES - 2);
  return member;
}
