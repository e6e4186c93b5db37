// Chooses the rows of a long table that are drawn: those in sight, and a few around them.

export interface RowWindow {
  readonly first: number;
  /** One more than the last. */
  readonly end: number;
}

/** Rows above and below those in sight, so that scrolling shows no gaps. */
const MARGIN_ROWS = 8;

/** Sizes are in CSS pixels. */
export function rowsInSight(
  scrolled: number,
  height: number,
  rowHeight: number,
  count: number,
): RowWindow {
  const first = Math.floor(scrolled / rowHeight) - MARGIN_ROWS;
  const end = Math.ceil((scrolled + height) / rowHeight) + MARGIN_ROWS;
  return {
    first: Math.min(Math.max(0, first), count),
    end: Math.min(Math.max(0, end), count),
  };
}

/** Where to scroll so that a row is in sight; the present place if it is. */
export function scrollToRow(
  row: number,
  scrolled: number,
  height: number,
  rowHeight: number,
): number {
  const top = row * rowHeight;
  if (top < scrolled) return top;
  return Math.max(scrolled, top + rowHeight - height);
}
