// The progress of deploy and destroy on standard error: a spinner on a terminal, lines elsewhere.

import ora from 'ora';
import type { StepObserver } from '../deploy/apply-plan.ts';
import { escapeControl } from '../text/escape-control.ts';
import { colorsFor, shouldAnimate, wantsColor } from './output.ts';

export interface StepProgress extends StepObserver {
  /** Removes a spinner that a failed step has left on the terminal. */
  stop(): void;
}

/** `askedColor` is the value of the option for colours. */
export function createStepProgress(stream: NodeJS.WriteStream, askedColor: boolean): StepProgress {
  // The spinner clears the rows that its text takes, and never stops if a row has no columns.
  if (!shouldAnimate(stream)) {
    const tell = (text: string) => void stream.write(`${escapeControl(text)}\n`);
    return {
      onBegin: () => undefined,
      onWait: (what) => tell(`waiting ${what}`),
      onDone: tell,
      stop: () => undefined,
    };
  }
  const colors = colorsFor(stream, askedColor);
  const color = wantsColor(stream, askedColor) ? 'cyan' : false;
  const spinner = ora({ stream, color, discardStdin: false, isEnabled: true });
  let doing = '';
  return {
    onBegin(text) {
      doing = escapeControl(text);
      spinner.start(doing);
    },
    onWait(what) {
      spinner.text = `${doing}: waiting ${escapeControl(what)}`;
    },
    onDone(text) {
      spinner.stopAndPersist({ symbol: colors.green('✔'), text: escapeControl(text) });
    },
    stop() {
      spinner.stop();
    },
  };
}
