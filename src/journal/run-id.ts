// The ids of runs: the moment at which a run began, so that they are short and sort by time.

/** `20261126-072815` in universal time; `attempt` tells apart runs that began in the same second. */
export function runIdOf(startedAt: Date, attempt = 1): string {
  const [day = '', time = ''] = startedAt.toISOString().split('T');
  const id = `${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`;
  return attempt === 1 ? id : `${id}-${attempt}`;
}

export function isRunId(text: string): boolean {
  return /^\d{8}-\d{6}(-\d{1,4})?$/.test(text);
}

/** Older runs first. */
export function compareRunIds(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
