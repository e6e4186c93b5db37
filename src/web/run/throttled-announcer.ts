// Speaks seldom: what a screen reader is told of something that changes all the time.

/** How long a live region stays silent after it has spoken. */
const SILENT_MS = 10_000;

export interface Seldom {
  /** Says it, unless something was said a short while ago. */
  say(text: string): void;
  /** Says it in any case. */
  sayNow(text: string): void;
}

/** @param now milliseconds, from any beginning. */
export function createThrottledAnnouncer(speak: (text: string) => void, now: () => number): Seldom {
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
