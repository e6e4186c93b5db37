// The spans of divided objects that nobody has begun to count, and which of them to begin next.

import { formatNamed } from '../../formats/recognise.ts';
import type { DividedObject, Span } from '../../protocol/divided-object.ts';

/**
 * Of so many spans from the left on the last one is begun first. Those further right wait, as what is
 * conditional is kept until its left neighbours are counted.
 */
const MAX_AHEAD = 64;

export class WaitingSpans {
  readonly #spans = new Set<Span>();

  add(span: Span): void {
    this.#spans.add(span);
  }

  /** The span of the object to begin next, if any waits; `wanted` if it makes no difference. */
  take(object: DividedObject, wanted: Span): Span | undefined {
    const taken = this.#best(object, wanted) ?? (this.#spans.has(wanted) ? wanted : undefined);
    if (taken) this.#spans.delete(taken);
    return taken;
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
