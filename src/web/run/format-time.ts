// Times of the day, as the reader's own clock shows them, in 24 hours.

const format = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

export function formatTime(time: Date): string {
  return format.format(time);
}
