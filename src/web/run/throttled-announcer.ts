// Limits the announcements for screen readers about something that changes all the time.

/** The minimum time between two announcements. */
const SILENT_MS = 10_000;

export interface ThrottledAnnouncer {
  /** Announces the text, unless the previous announcement is too recent. */
  say(text: string): void;
  /** Announces the text at once. */
  sayNow(text: string): void;
}

/** @param now returns milliseconds since any fixed moment. */
export function createThrottledAnnouncer(
  speak: (text: string) => void,
  now: () => number,
): ThrottledAnnouncer {
  let spokenAt = -Infinity;
  const sayNow = (text: string) => {
    spokenAt = now();
    speak(text);
  };
  return {
    sayNow,
    say(text) {
      if (now() - spokenAt >= SILENT_MS) sayNow(text);
    },
  };
}
