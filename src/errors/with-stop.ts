// Reasons of other programs at the end of a sentence.

/** AWS and operating systems end some of their reasons with a full stop, and others not. */
export function withStop(reason: string): string {
  return reason.replace(/\.?$/, '.');
}
