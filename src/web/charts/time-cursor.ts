// The moment that the pointer is at, shared by all charts over the same time.

export interface TimeCursor {
  /** The moment, or undefined while the pointer is at no chart. */
  readonly ms: number | undefined;
  attach(host: HTMLElement, chart: CursorChart): void;
}

export interface CursorChart {
  /** The moment at a distance from the left end, in pixels. */
  msAt(x: number): number;
  onMove(): void;
}

/** @param onMove called after all charts have moved. */
export function createTimeCursor(onMove: () => void): TimeCursor {
  const charts: CursorChart[] = [];
  let ms: number | undefined;

  function moveTo(moment: number | undefined): void {
    ms = moment;
    for (const chart of charts) chart.onMove();
    onMove();
  }

  return {
    get ms() {
      return ms;
    },
    attach(host, chart) {
      charts.push(chart);
      host.addEventListener('pointermove', (event) => {
        moveTo(Math.max(0, chart.msAt(event.clientX - host.getBoundingClientRect().left)));
      });
      host.addEventListener('pointerleave', () => moveTo(undefined));
    },
  };
}
