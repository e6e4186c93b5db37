// The marks of the plot: a dot for files that were counted whole, a triangle for those counted in part.
// Each is drawn once for each weight and then copied, which is far faster than a path for every mark.

import { MAX_WEIGHT } from './point-bins.ts';

export type Mark = 'counted' | 'partial';
export const MARKS = ['counted', 'partial'] as const satisfies Mark[];

/** In CSS pixels, of a mark of the least and of the greatest weight. */
const RADIUS: Readonly<Record<Mark, readonly [number, number]>> = {
  counted: [3, 6.5],
  partial: [5.5, 8],
};

/** The colours of the least and of the greatest weight. */
const OPACITY = [0.6, 1] as const;

export interface MarkSprites {
  draw(context: CanvasRenderingContext2D, mark: Mark, weight: number, x: number, y: number): void;
}

/** @param ratio pixels of the screen for each CSS pixel, in which positions are given. */
export function createMarkSprites(ratio: number): MarkSprites {
  const sprites = new Map<Mark, HTMLCanvasElement[]>();
  for (const mark of MARKS) {
    const weights = Array.from({ length: MAX_WEIGHT + 1 }, (_, weight) => weight);
    sprites.set(
      mark,
      weights.map((weight) => drawSprite(mark, weight, ratio)),
    );
  }
  return {
    draw(context, mark, weight, x, y) {
      const sprite = sprites.get(mark)?.[weight] as HTMLCanvasElement;
      const half = sprite.width / 2;
      context.drawImage(sprite, Math.round(x * ratio - half), Math.round(y * ratio - half));
    },
  };
}

/** Draws a mark for the legend. */
export function drawLegendMark(canvas: HTMLCanvasElement, mark: Mark, weight: number): void {
  const sprite = drawSprite(mark, weight, devicePixelRatio);
  canvas.width = sprite.width;
  canvas.height = sprite.height;
  canvas.style.width = `${sprite.width / devicePixelRatio}px`;
  canvas.style.height = canvas.style.width;
  canvas.getContext('2d')?.drawImage(sprite, 0, 0);
}

function drawSprite(mark: Mark, weight: number, ratio: number): HTMLCanvasElement {
  const share = weight / MAX_WEIGHT;
  const between = ([from, to]: readonly [number, number]) => from + (to - from) * share;
  const radius = between(RADIUS[mark]);
  const sprite = document.createElement('canvas');
  sprite.width = sprite.height = Math.ceil((radius + 1) * 2 * ratio);
  const context = sprite.getContext('2d') as CanvasRenderingContext2D;
  const style = getComputedStyle(document.documentElement);
  context.setTransform(ratio, 0, 0, ratio, sprite.width / 2, sprite.width / 2);
  context.fillStyle = style.getPropertyValue(`--mark-${mark}`);
  context.globalAlpha = mark === 'counted' ? between(OPACITY) : 1;
  context.beginPath();
  if (mark === 'counted') context.arc(0, 0, radius, 0, 2 * Math.PI);
  else {
    context.moveTo(0, -radius);
    context.lineTo(radius, radius * 0.8);
    context.lineTo(-radius, radius * 0.8);
    context.closePath();
  }
  context.fill();
  return sprite;
}
