// The results of one file, in words.

import { formatCount, formatDuration, formatSize } from '../../text/format-quantity.ts';
import { describeStatus, type FileRow } from './file-columns.ts';

export function describeFile(file: FileRow): string {
  const status = describeStatus(file);
  const parts = isCounted(file)
    ? [describeCounts(file), formatDuration(file.ms)]
    : [formatSize(file.sizeBytes)];
  return `${file.key}: ${[...parts, status].filter((part) => part !== '').join(', ')}`;
}

export function describeCounts({ words, lines, sizeBytes }: FileRow): string {
  return `${formatCount(words, 'word')}, ${formatCount(lines, 'line')}, ${formatSize(sizeBytes)}`;
}

/** The words and lines of other files are not known. */
export function isCounted({ outcome }: FileRow): boolean {
  return outcome === 'counted' || outcome === 'partial';
}
