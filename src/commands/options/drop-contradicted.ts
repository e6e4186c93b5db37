// Drops variables that contradict what was typed, because the command line takes precedence.

import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { forgetVariable } from '../cli-option.ts';

const ADDRESS = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;
const ADDRESS_WITH_PREFIX = /^s3:\/\/[^/]+\/./;

/** `sources` are the arguments of the verb. A verb need not have all of the options. */
export function dropContradicted(command: Command, sources: readonly string[]): void {
  const isTyped = (name: string) => command.getOptionValueSource(name) === 'cli';
  const chosen = (name: string) => command.getOptionValue(name);
  const drop = (name: string, isContradicted: boolean) => {
    if (isContradicted) forgetVariable(command, name);
  };

  const isResumed = isTyped('resume') || isTyped('retryFailed');
  const isDryRun = isTyped('dryRun');
  drop('agg', isTyped('format') && chosen('format') === 'table');
  drop('format', isTyped('agg') && chosen('format') === 'table');
  drop('format', isDryRun && ['csv', 'tsv'].includes(chosen('format')));
  drop('all', !isResumed || chosen('agg') === true);

  const hasPath = sources.some((source) => !ADDRESS.test(source));
  const isOfFiles = isTyped('dir') || hasPath;
  drop('engine', isOfFiles && chosen('engine') === 'lambda');
  drop('storageClass', isOfFiles);
  drop('maxCost', isTyped('engine') && chosen('engine') === 'local');

  const hasKeys = isTyped('key') || isTyped('keysFrom');
  const hasPrefix = isTyped('prefix') || sources.some((source) => ADDRESS_WITH_PREFIX.test(source));
  const [source] = sources;
  const isOneFile = sources.length === 1 && source !== undefined && isFile(source);
  drop('inventory', isOfFiles || hasKeys);
  drop('prefix', isOneFile || hasKeys);
  for (const name of ['key', 'keysFrom']) {
    drop(name, isOneFile || sources.length > 1 || hasPrefix || isTyped('inventory'));
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
