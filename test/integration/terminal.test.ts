// The live block, seen through a pseudo-terminal (script, of util-linux).

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { CLI_PATH, cleanEnvironment } from '../support/run-cli.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const ESCAPE = '\u001b';
const COLOR = new RegExp(`${ESCAPE}\\[[\\d;]*m`);

/** All that the program writes to a terminal of 80 columns. */
async function seeOnTerminal(command: string, env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await execa(
    'script',
    ['-qec', `stty cols 80 rows 24; ${command}`, '/dev/null'],
    {
      extendEnv: false,
      env: { ...cleanEnvironment(), TERM: 'xterm', ...env },
      stdin: 'ignore',
      reject: false,
    },
  );
  return stdout;
}

function createLogs(): string {
  const root = createTemporaryFolder();
  const name = 'a rather long name for a log file, too long for a line of a table in a report.log';
  writeFileSync(join(root, name), createAccessLog(1_000_000).repeat(60));
  writeFileSync(join(root, 'damaged.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1]));
  return root;
}

const RUN = `'${process.execPath}' '${CLI_PATH}' run --dir`;

test('a live block moves, fits 80 columns, is replaced by the report and restores the cursor', async () => {
  const seen = await seeOnTerminal(`${RUN} '${createLogs()}'`);
  expect(seen).toContain('⠋');
  expect(seen).toMatch(/keys +\d+ of \d/);
  // Lines end where the cursor goes down or back to the left.
  const lines = seen.split(/\r?\n/).flatMap((line) => line.split(`${ESCAPE}[1G`));
  for (const line of lines.map(stripVTControlCharacters))
    expect([...line].length).toBeLessThanOrEqual(80);
  expect(seen.lastIndexOf('Incomplete: 1 of 2 keys')).toBeGreaterThan(seen.lastIndexOf('⠋'));
  expect(seen.lastIndexOf(`${ESCAPE}[?25h`)).toBeGreaterThan(seen.lastIndexOf(`${ESCAPE}[?25l`));
});

test.each([
  ['NO_COLOR', '', { NO_COLOR: '1' }],
  ['--no-color', '--no-color', {}],
])('%s removes the colours', async (_, flag, env) => {
  const seen = await seeOnTerminal(`${RUN} '${createLogs()}' ${flag}`, env);
  expect(seen).not.toMatch(COLOR);
});

test('a terminal has colours without such a setting', async () => {
  expect(await seeOnTerminal(`${RUN} '${createLogs()}'`)).toMatch(COLOR);
});
