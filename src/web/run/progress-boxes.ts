// The row of boxes that turn from white to black: the sign of progress of the article of 2015.

/** Narrow screens show every second one. */
const BOXES = 60;

/** The part of the way to its place that the row goes in each frame, so that it moves smoothly. */
const EASE = 0.15;

export interface ProgressBoxes {
  /** @param share 0 to 1, or undefined while it is not known. */
  show(share: number | undefined, isBusy: boolean): void;
  /** Goes back to the beginning at once. */
  reset(): void;
}

export function createProgressBoxes(row: HTMLElement): ProgressBoxes {
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  const boxes = Array.from({ length: BOXES }, (_, index) => {
    const box = document.createElement('i');
    box.style.setProperty('--shade', `${((index / (BOXES - 1)) * 100).toFixed(1)}%`);
    box.style.setProperty('--delay', `${(index * 0.03).toFixed(2)}s`);
    return box;
  });
  row.replaceChildren(...boxes);
  let shown = 0;
  let wanted = 0;
  let isMoving = false;

  function paint(): void {
    for (const [index, box] of boxes.entries()) {
      const filled = Math.min(1, Math.max(0, shown * BOXES - index)).toFixed(2);
      if (box.dataset.filled === filled) continue;
      box.dataset.filled = filled;
      box.style.setProperty('--filled', filled);
    }
  }

  function move(): void {
    const rest = wanted - shown;
    const isThere = reducedMotion.matches || Math.abs(rest) < 0.001;
    shown = isThere ? wanted : shown + rest * EASE;
    paint();
    isMoving = !isThere;
    if (isMoving) requestAnimationFrame(move);
  }

  return {
    show(share, isBusy) {
      row.toggleAttribute('data-busy', isBusy);
      if (share === undefined) row.removeAttribute('aria-valuenow');
      else row.setAttribute('aria-valuenow', String(Math.floor(share * 100)));
      wanted = share ?? 0;
      if (!isMoving && wanted !== shown) move();
    },
    reset() {
      shown = wanted = 0;
      paint();
    },
  };
}
