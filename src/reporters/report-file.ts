// `--report`: writes the report of a run into a file at its end.

import { constants } from 'node:fs';
import { access, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  noReportFolder,
  reportFailed,
  reportForbidden,
  reportNotAFile,
} from '../errors/user-error.ts';
import { createRunRecorder } from '../events/run-record.ts';
import type { ReportMaking } from '../report/report-making.ts';
import { renderReportPage } from '../report/report-page.ts';
import type { Clock } from '../scatter/clock.ts';
import type { Reporter } from './reporter.ts';

export function createReportFile(path: string, making: ReportMaking, clock: Clock): Reporter {
  const recorder = createRunRecorder();
  const startedAt = clock.now();
  return {
    onEvent(event, totals) {
      recorder.add(event, totals, clock.now() - startedAt);
    },
    onEnd: () => replaceFile(path, renderReportPage(recorder.record(), making)),
  };
}

/**
 * Finds out before a run whether its report could be written.
 * @throws {UserError} when it could not.
 */
export async function checkReportPath(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    const found = await stat(path).catch(ignoreMissing);
    if (found && !found.isFile()) throw reportNotAFile(path);
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'ENOENT':
      case 'ENOTDIR':
        throw noReportFolder(path, folder, error);
      case 'EACCES':
      case 'EPERM':
      case 'EROFS':
        throw reportForbidden(path, error);
      default:
        throw error;
    }
  }
}

/** A reader sees the former file or the whole new one. A link stays one. */
async function replaceFile(path: string, text: string): Promise<void> {
  let unfinished: string | undefined;
  try {
    const target = (await realpath(path).catch(ignoreMissing)) ?? path;
    unfinished = join(dirname(target), `.wordcount-${crypto.randomUUID()}.tmp`);
    await writeFile(unfinished, text, { flag: 'wx' });
    await rename(unfinished, target);
  } catch (error) {
    if (unfinished !== undefined) await rm(unfinished, { force: true }).catch(() => undefined);
    throw reportFailed(path, error instanceof Error ? error.message : String(error), error);
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
