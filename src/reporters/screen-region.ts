// The last rows of a terminal, redrawn in place.
//
// Between two drawings the cursor stands at the beginning of the first row. So everything from the cursor
// on is ours, however the terminal has wrapped it after a change of width, and no count of rows can be
// wrong. While a drawing is written, the terminal wraps nothing, because its width may just have changed.

const ESCAPE = '\u001b[';
/** https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036: the terminal shows it all at once. */
const BEGIN = `${ESCAPE}?2026h`;
const END = `${ESCAPE}?2026l`;
const HIDE_CURSOR = `${ESCAPE}?25l`;
const SHOW_CURSOR = `${ESCAPE}?25h`;
const WRAP_OFF = `${ESCAPE}?7l`;
const WRAP_ON = `${ESCAPE}?7h`;
const CLEAR_LINE = `${ESCAPE}K`;
const CLEAR_BELOW = `${ESCAPE}J`;

export interface ScreenRegion {
  /** No row is wider than the columns of the terminal. */
  draw(rows: readonly string[], columns: number): void;
  /** Removes what is drawn, and gives the cursor back. */
  clear(): void;
}

export function createScreenRegion(stream: NodeJS.WriteStream): ScreenRegion {
  let isDrawn = false;
  let drawnColumns = 0;

  return {
    draw(rows, columns) {
      // A terminal that takes no more, as after Ctrl-S, gets the next drawing instead.
      if (stream.writableNeedDrain) return;
      const hasNewWidth = columns !== drawnColumns;
      drawnColumns = columns;
      const lines = rows.map((row) => `${row}${CLEAR_LINE}`).join('\r\n');
      const up = rows.length > 1 ? `${ESCAPE}${rows.length - 1}A` : '';
      stream.write(
        `${BEGIN}${HIDE_CURSOR}${WRAP_OFF}\r${hasNewWidth ? CLEAR_BELOW : ''}` +
          `${lines}${CLEAR_BELOW}${up}\r${WRAP_ON}${END}`,
      );
      isDrawn = true;
    },
    clear() {
      if (isDrawn) stream.write(`\r${CLEAR_BELOW}${SHOW_CURSOR}`);
      isDrawn = false;
    },
  };
}
