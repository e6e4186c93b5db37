// Settings of a deployment with small archives.

import type { DeploySettings } from '../../src/deploy/desired-state.ts';
import { toFunctionArchive } from '../../src/deploy/function-archive.ts';
import { DEFAULT_RETENTION_DAYS, DEFAULT_SIZES } from '../../src/deploy/limits.ts';
import { zipArchive } from './zip-archive.ts';

/** An archive that depends on the text. */
export function archiveOf(text: string) {
  return toFunctionArchive(zipArchive({ 'index.js': `exports.handler = async () => '${text}';` }));
}

export const DEFAULT_SETTINGS: Omit<DeploySettings, 'account'> = {
  stem: 'wordcount',
  buckets: ['logs'],
  kmsKeyArns: [],
  tags: {},
  untag: [],
  architecture: 'arm64',
  logRetentionDays: DEFAULT_RETENTION_DAYS,
  sizes: DEFAULT_SIZES,
  archives: { worker: archiveOf('worker'), cascade: archiveOf('cascade') },
};
