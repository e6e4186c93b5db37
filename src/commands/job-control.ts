// Job control by the shell, as this process sees it: foreground, background, stopped.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { JobState } from '../reporters/live-block.ts';
import type { Clock } from '../scatter/clock.ts';

/** Asking `ps` takes a process, so its answer is kept for a while. */
const ASK_PS_EVERY_MS = 1_000;

/** Enough for the signal to arrive. A job that nobody could continue is not stopped by the system. */
const STOPS_WITHIN_MS = 250;

export interface JobControl extends JobState {
  /** Restores the default signal handling. */
  release(): void;
}

export function listenForJobControl(clock: Clock): JobControl {
  const isInForeground = createForegroundCheck(clock);
  const beforeStop: (() => void)[] = [];
  let stoppedMs = 0;
  let stopsAt: number | undefined;
  let timer: NodeJS.Timeout | undefined;

  const onStop = () => {
    for (const act of beforeStop) act();
    stopsAt = clock.now();
    // Without a listener, the signal does to this process what it does to others.
    process.off('SIGTSTP', onStop);
    process.kill(process.pid, 'SIGTSTP');
    timer = setTimeout(onContinue, STOPS_WITHIN_MS);
  };
  const onContinue = () => {
    clearTimeout(timer);
    if (stopsAt === undefined) return;
    const passedMs = clock.now() - stopsAt;
    if (passedMs > 2 * STOPS_WITHIN_MS) stoppedMs += passedMs;
    stopsAt = undefined;
    process.on('SIGTSTP', onStop);
  };
  // Windows has neither signal.
  const isPosix = process.platform !== 'win32';
  if (isPosix) process.on('SIGTSTP', onStop).on('SIGCONT', onContinue);

  return {
    isInForeground,
    stoppedMs: () => stoppedMs,
    beforeStop: (act) => void beforeStop.push(act),
    release() {
      clearTimeout(timer);
      if (isPosix) process.off('SIGTSTP', onStop).off('SIGCONT', onContinue);
    },
  };
}

/**
 * A process is in the foreground if its group is that of the terminal (man 3 tcgetpgrp). Where that cannot
 * be found out, or there are no jobs, the process may draw.
 */
function createForegroundCheck(clock: Clock): () => boolean {
  if (process.platform === 'win32') return () => true;
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer = true;
  return () => {
    try {
      return isForeground(groupsOf(readFileSync('/proc/self/stat', 'latin1')));
    } catch {
      if (clock.now() - askedAt < ASK_PS_EVERY_MS) return answer;
      answer = askPs();
      askedAt = clock.now();
      return answer;
    }
  };
}

function askPs(): boolean {
  const args = ['-o', 'pgid=,tpgid=', '-p', String(process.pid)];
  try {
    const said = execFileSync('ps', args, {
      encoding: 'latin1',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [group, terminalGroup] = said.trim().split(/\s+/).map(Number);
    return isForeground([group, terminalGroup]);
  } catch {
    return true;
  }
}

type Groups = readonly [group: number | undefined, terminalGroup: number | undefined];

/** Fields 5 and 8 of man 5 proc. Field 2 is a name in parentheses that may contain anything. */
function groupsOf(stat: string): Groups {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [Number(fields[2]), Number(fields[5])];
}

/** The group of the terminal is not above 0 if the process has no terminal. */
function isForeground([group, terminalGroup]: Groups): boolean {
  return !(Number(terminalGroup) > 0) || group === terminalGroup;
}
