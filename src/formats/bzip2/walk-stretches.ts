// Follows the links of a large block along several stretches at a time.
//
// The text is a path through the links. Each step reads from anywhere in 3.6 MB and depends on the step
// before, so nearly all time is spent waiting for memory. Therefore the path is cut into many stretches,
// and four of them are walked at once, so that their waits overlap. The order of the stretches is known
// only after all of them are walked.

import { MAX_BLOCK_BYTES } from './last-column.ts';

const LANES = 4;

/** There are many, so that the lanes end at about the same time although stretches differ in length. */
const STRETCHES = 256;

/** The sign bit of a link marks the start of a stretch. */
const START = 0x8000_0000 | 0;

/** A part of the path, up to the start of the next one. */
interface Stretch {
  readonly start: number;
  /** The index of its bytes in the lanes' memory. */
  from: number;
  to: number;
  next: Stretch | undefined;
}

interface Lane {
  /** The index of the next link. */
  at: number;
  /** The index at which its byte is stored. */
  to: number;
  stretch: Stretch;
}

export class StretchWalker {
  readonly #links: Int32Array;
  /** Memory for each lane. Any of them may have to walk nearly all of the path. */
  readonly #room = new Uint8Array(LANES * MAX_BLOCK_BYTES);

  constructor(links: Int32Array) {
    this.#links = links;
  }

  /**
   * Writes the bytes of the path from the link `first` on until the text is full. The text has as many
   * bytes as there are links. The links are no longer usable afterwards.
   */
  walk(first: number, text: Uint8Array): void {
    const stretches = this.#split(first, text.length);
    this.#walkAll(stretches);
    let stretch = stretches.get(first) as Stretch;
    for (let at = 0; at < text.length; ) {
      const { from, to, next } = stretch;
      const bytes = this.#room.subarray(from, Math.min(to, from + text.length - at));
      text.set(bytes, at);
      at += bytes.length;
      stretch = next as Stretch;
    }
  }

  /** The stretches by their first links, which are spread evenly. */
  #split(first: number, length: number): Map<number, Stretch> {
    const starts = Array.from({ length: STRETCHES }, (_, index) =>
      Math.floor((index * length) / STRETCHES),
    );
    const stretches = new Map<number, Stretch>();
    for (const start of [first, ...starts]) {
      stretches.set(start, { start, from: 0, to: 0, next: undefined });
      this.#links[start] = (this.#links[start] as number) | START;
    }
    return stretches;
  }

  /** The links are a permutation, so each stretch ends where another, or the same one, begins. */
  #walkAll(stretches: ReadonlyMap<number, Stretch>): void {
    const waiting = [...stretches.values()];
    const lanes = Array.from({ length: LANES }, (_, index) =>
      this.#begin(waiting.pop() as Stretch, index * MAX_BLOCK_BYTES),
    );
    const end = ({ at, to, stretch }: Lane) => {
      stretch.to = to;
      stretch.next = stretches.get(at);
    };
    while (waiting.length > 0) {
      this.#walkTogether(lanes);
      for (const [index, lane] of lanes.entries()) {
        if ((this.#links[lane.at] as number) >= 0) continue;
        end(lane);
        const stretch = waiting.pop();
        if (stretch) lanes[index] = this.#begin(stretch, lane.to);
      }
    }
    for (const lane of lanes) {
      this.#walkAlone(lane);
      end(lane);
    }
  }

  #begin(stretch: Stretch, to: number): Lane {
    const link = (this.#links[stretch.start] as number) & ~START;
    stretch.from = to;
    this.#room[to] = link;
    return { at: link >>> 8, to: to + 1, stretch };
  }

  /** Walks until any of the stretches ends. Local variables keep the state in registers. */
  #walkTogether(lanes: readonly Lane[]): void {
    const links = this.#links;
    const room = this.#room;
    const [a, b, c, d] = lanes as readonly [Lane, Lane, Lane, Lane];
    let { at: atA } = a;
    let { at: atB } = b;
    let { at: atC } = c;
    let { at: atD } = d;
    let steps = 0;
    for (; ; steps += 1) {
      const linkA = links[atA] as number;
      const linkB = links[atB] as number;
      const linkC = links[atC] as number;
      const linkD = links[atD] as number;
      if ((linkA | linkB | linkC | linkD) < 0) break;
      room[a.to + steps] = linkA;
      room[b.to + steps] = linkB;
      room[c.to + steps] = linkC;
      room[d.to + steps] = linkD;
      atA = linkA >>> 8;
      atB = linkB >>> 8;
      atC = linkC >>> 8;
      atD = linkD >>> 8;
    }
    for (const lane of lanes) lane.to += steps;
    a.at = atA;
    b.at = atB;
    c.at = atC;
    d.at = atD;
  }

  #walkAlone(lane: Lane): void {
    let link = this.#links[lane.at] as number;
    while (link >= 0) {
      this.#room[lane.to] = link;
      lane.to += 1;
      lane.at = link >>> 8;
      link = this.#links[lane.at] as number;
    }
  }
}
