// The spans of divided objects that nobody has begun to count, and which of them to begin next.

import { formatNamed } from '../../formats/recognise.ts';
import type { DividedObject, Span } from '../../protocol/divided-object.ts';

/**
 * The last of so many spans from the left is begun first. Those further right wait, because a conditional count
 * is kept until its left neighbours are counted.
 */
const MAX_AHEAD = 64;

/** A span that is sought takes two to five times as long. */
const MAX_MERGED = 2;

export class WaitingSpans {
  readonly #spans = new Set<Span>();

  add(span: Span): void {
    this.#spans.add(span);
  }

  /**
   * The span of the object to begin next, if any waits; `wanted` if it makes no difference. Another task may
   * have begun that one, and has left its own to this task.
   */
  take(object: DividedObject, wanted: Span): Span | undefined {
    const isWaiting = (span: Span) => this.#spans.has(span);
    const left = isWaiting(wanted) ? wanted : object.spans.find(isWaiting);
    const taken = this.#best(object, wanted) ?? left;
    if (taken) this.#spans.delete(taken);
    return taken;
  }

  /**
   * Lets the object's first span, which begins at a known place, take over all that waits behind it, if that is
   * little: before another worker had counted the last of it without knowing what comes before, the one that
   * knows would come to it.
   */
  mergeRest({ spans, format }: DividedObject): void {
    const [first, ...others] = spans;
    if (!first || !formatNamed(format).mayBeConditional?.(first.seek ?? '')) return;
    const waiting = others.filter((span) => this.#spans.has(span));
    const last = waiting.at(-1);
    if (!last || waiting.length > MAX_MERGED || others[waiting.length - 1] !== last) return;
    first.end = last.end;
    spans.splice(1, waiting.length);
    for (const span of waiting) this.#spans.delete(span);
  }

  /**
   * Where a span that is sought costs more than one whose beginning is known, one worker goes on from the left
   * with all that it knows, while the others come to meet it from the right.
   */
  #best({ spans, format }: DividedObject, wanted: Span): Span | undefined {
    if (!formatNamed(format).mayBeConditional?.(wanted.seek ?? '')) return undefined;
    const [first] = spans;
    if (first && this.#spans.has(first)) return first;
    return (
      spans.slice(0, MAX_AHEAD).findLast((span) => this.#spans.has(span)) ??
      spans.find((span) => this.#spans.has(span))
    );
  }
}
