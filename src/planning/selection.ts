// The selection of a run: the prefixes that it lists, and the keys that it looks up.

export interface Selection {
  /** None of them starts with another, so that no key is listed twice. */
  readonly prefixes: readonly string[];
  /** Each once, and none of them starts with one of the prefixes. */
  readonly keys: readonly string[];
}

/** Selects what starts with one of the prefixes and what is one of the keys, each object once. */
export function createSelection(
  prefixes: readonly string[],
  keys: readonly string[] = [],
): Selection {
  const disjoint = disjointPrefixes(prefixes);
  const isCovered = (key: string) => disjoint.some((prefix) => key.startsWith(prefix));
  return { prefixes: disjoint, keys: [...new Set(keys)].filter((key) => !isCovered(key)) };
}

/** The same keys by the fewest prefixes, sorted: a prefix that starts with another is left out. */
export function disjointPrefixes(prefixes: readonly string[]): string[] {
  const disjoint: string[] = [];
  // Sorting puts the texts that start with a prefix right behind it.
  for (const prefix of [...prefixes].sort()) {
    const last = disjoint.at(-1);
    if (last === undefined || !prefix.startsWith(last)) disjoint.push(prefix);
  }
  return disjoint;
}

/** The longest text with which all of them start. */
export function commonHead(texts: readonly string[]): string {
  let [head = ''] = texts;
  for (const text of texts) {
    let length = 0;
    while (length < head.length && head[length] === text[length]) length += 1;
    head = head.slice(0, length);
  }
  // Half of a character is no text.
  return /[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head;
}
