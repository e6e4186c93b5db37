// A hash by which files are chosen for a sample: the same files each time, in whatever order they come.

/** FNV-1a with a last mixing step, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
