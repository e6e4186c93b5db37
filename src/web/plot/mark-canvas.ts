// The canvas of the files that were not counted whole. Each status has its own shape and colour.

import type { ObjectStatus } from '../../events/run-event.ts';
import { STATUSES } from '../table/file-columns.ts';
import { DOT_OPACITY, DOT_RADIUS } from './dot-canvas.ts';
import { type Point, placeCanvas } from './place-canvas.ts';

/** Half the width of a mark, in CSS pixels. */
const RADIUS: Record<ObjectStatus, number> = {
  counted: DOT_RADIUS,
  partial: 5.5,
  failed: 5,
  skipped: 4.5,
};

/** Space around a mark for the width of its line. */
const MARGIN = 1.5;

export interface MarkCanvas {
  /** Empties the canvas and applies new sizes (CSS pixels) and colours. */
  clear(width: number, height: number): void;
  draw(statusIndex: number, x: number, y: number): void;
}

/** @param origin the upper left corner of the canvas, in CSS pixels. */
export function createMarkCanvas(canvas: HTMLCanvasElement, origin: Point): MarkCanvas {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  let sprites: readonly HTMLCanvasElement[] = [];
  let ratio = 1;
  return {
    clear(width, height) {
      placeCanvas(canvas, origin, width, height);
      ratio = devicePixelRatio;
      sprites = STATUSES.map((status) => drawSprite(status, ratio));
    },
    draw(statusIndex, x, y) {
      const sprite = sprites[statusIndex] as HTMLCanvasElement;
      const half = sprite.width / 2;
      context.drawImage(sprite, Math.round(x * ratio - half), Math.round(y * ratio - half));
    },
  };
}

/** Draws the mark of a status for the legend. */
export function drawLegendMark(canvas: HTMLCanvasElement, status: ObjectStatus): void {
  const sprite = drawSprite(status, devicePixelRatio);
  canvas.width = sprite.width;
  canvas.height = sprite.height;
  canvas.style.width = `${sprite.width / devicePixelRatio}px`;
  canvas.getContext('2d')?.drawImage(sprite, 0, 0);
}

/** A mark is drawn once and then copied, which is far faster than a path for every file. */
function drawSprite(status: ObjectStatus, ratio: number): HTMLCanvasElement {
  const radius = RADIUS[status];
  const half = radius + MARGIN;
  const sprite = document.createElement('canvas');
  sprite.width = sprite.height = Math.ceil(half * 2 * ratio);
  const context = sprite.getContext('2d') as CanvasRenderingContext2D;
  const style = getComputedStyle(document.documentElement);
  context.setTransform(ratio, 0, 0, ratio, sprite.width / 2, sprite.width / 2);
  context.fillStyle = context.strokeStyle = style.getPropertyValue(`--mark-${status}`);
  context.lineWidth = 2;
  context.beginPath();
  switch (status) {
    case 'counted':
      context.globalAlpha = DOT_OPACITY;
      context.arc(0, 0, radius, 0, 2 * Math.PI);
      context.fill();
      break;
    case 'partial':
      context.moveTo(0, -radius);
      context.lineTo(radius, radius * 0.8);
      context.lineTo(-radius, radius * 0.8);
      context.closePath();
      context.fill();
      break;
    case 'failed':
      context.moveTo(-radius, -radius);
      context.lineTo(radius, radius);
      context.moveTo(radius, -radius);
      context.lineTo(-radius, radius);
      context.stroke();
      break;
    case 'skipped':
      context.strokeRect(1 - radius, 1 - radius, 2 * radius - 2, 2 * radius - 2);
      break;
  }
  return sprite;
}
