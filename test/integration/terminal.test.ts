// The live block, seen through a pseudo-terminal (script, of util-linux).

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createAccessLog } from '../fixtures/sample-text.ts';
import { createEndlessTree } from '../support/endless-tree.ts';
import { CLI_PATH, cleanEnvironment, runCli } from '../support/run-cli.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

const ESCAPE = '\u001b';
const UP = new RegExp(`${ESCAPE}\\[(\\d+)A`, 'g');
const MOVE = new RegExp(`${ESCAPE}\\[(?:\\d*A|\\d*G|J)`, 'g');
const COLOR = new RegExp(`${ESCAPE}\\[[\\d;]*m`);

/** All that the program writes to a terminal, of 80 columns if nothing else is said. */
async function seeOnTerminal(
  command: string,
  env: Record<string, string> = {},
  size = 'cols 80 rows 24',
): Promise<string> {
  const { stdout } = await execa('script', ['-qec', `stty ${size}; ${command}`, '/dev/null'], {
    extendEnv: false,
    env: { ...cleanEnvironment(), TERM: 'xterm', ...env },
    stdin: 'ignore',
    reject: false,
  });
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

const PATIENCE = { timeout: 20_000 };
const BAR = /[█░]{8}/;
const LAST_LINE = /1 of 2 keys · .* in .*/;

/** The text between two movements of the cursor. */
function piecesOf(seen: string): string[] {
  return stripVTControlCharacters(seen.replaceAll(MOVE, '\n')).split(/[\r\n]+/);
}

test('a live block is drawn in 80 columns, replaced by the result, and gives the cursor back', async () => {
  const seen = await seeOnTerminal(`${RUN} '${createLogs()}'`);
  expect(seen).toMatch(BAR);
  expect(seen).toMatch(/keys .*\d+ of \d/);
  for (const piece of piecesOf(seen)) expect([...piece].length).toBeLessThanOrEqual(80);
  expect(seen.lastIndexOf('1 of 2 keys ·')).toBeGreaterThan(seen.lastIndexOf('░'));
  expect(seen.lastIndexOf(`${ESCAPE}[?25h`)).toBeGreaterThan(seen.lastIndexOf(`${ESCAPE}[?25l`));
  expect(seen.lastIndexOf(`${ESCAPE}[?7h`)).toBeGreaterThan(seen.lastIndexOf(`${ESCAPE}[?7l`));
});

test('a low terminal has fewer rows, and never more than fit', async () => {
  const seen = await seeOnTerminal(`${RUN} '${createLogs()}'`, {}, 'cols 80 rows 3');
  expect(seen).toMatch(BAR);
  expect(seen).not.toContain(' elapsed');
  const moves = [...seen.matchAll(UP)].map(([, rows]) => Number(rows));
  expect(Math.max(...moves)).toBe(1);
});

test.each([
  ['--progress none', '--progress none', {}],
  ['--progress plain', '--progress plain', {}],
  ['--quiet', '--quiet', {}],
  ['TERM=dumb', '', { TERM: 'dumb' }],
  ['CI', '', { CI: 'true' }],
])('%s draws nothing', async (_, flag, env) => {
  const seen = await seeOnTerminal(`${RUN} '${createLogs()}' ${flag}`, env);
  expect(seen).not.toMatch(BAR);
  expect(seen).not.toContain(`${ESCAPE}[?25l`);
  expect(seen).toMatch(LAST_LINE);
});

test('--progress bar draws in CI too', async () => {
  const seen = await seeOnTerminal(`${RUN} '${createLogs()}' --progress bar`, { CI: 'true' });
  expect(seen).toMatch(BAR);
});

test('a job in the background does not draw over the shell', async () => {
  const logs = createLogs();
  const seen = await seeOnTerminal(`bash -c "set -m; ${RUN} '${logs}' & wait"`);
  expect(seen).not.toMatch(BAR);
  expect(seen).not.toContain(`${ESCAPE}[?25l`);
  expect(seen).toMatch(LAST_LINE);
});

test('Ctrl-Z gives the terminal back, and fg draws again below what the shell wrote', async () => {
  const script = `stty cols 80 rows 24; set -m; ${RUN} '${createEndlessTree()}' & echo pid=$!; fg %1; echo back in the shell; fg %1`;
  const terminal = execa(
    'script',
    ['-qec', `bash -c "${script.replaceAll('$', '\\$')}"`, '/dev/null'],
    {
      extendEnv: false,
      env: { ...cleanEnvironment(), TERM: 'xterm' },
      stdin: 'ignore',
      reject: false,
    },
  );
  let seen = '';
  terminal.stdout.on('data', (chunk) => {
    seen += chunk;
  });
  const until = (part: RegExp) => vi.waitFor(() => expect(seen).toMatch(part), PATIENCE);
  await until(/pid=\d+/);
  const pid = Number(/pid=(\d+)/.exec(seen)?.[1]);
  onTestFinished(() => {
    // It would never end by itself.
    if (terminal.exitCode === null) process.kill(pid, 'SIGKILL');
  });
  await until(BAR);
  process.kill(pid, 'SIGTSTP');
  await until(/back in the shell/);
  const [before = ''] = seen.split('back in the shell');
  expect(before.lastIndexOf(`${ESCAPE}[?25h`)).toBeGreaterThan(before.lastIndexOf('░'));
  await until(/back in the shell[\s\S]*[█░]{8}/);
  process.kill(pid, 'SIGINT');
  await terminal;
  expect(seen).toContain('Partial result, because the run was interrupted');
  expect(seen.lastIndexOf(`${ESCAPE}[?25h`)).toBeGreaterThan(seen.lastIndexOf(`${ESCAPE}[?25l`));
});

test('the lines of keys and the live block share a terminal', async () => {
  const root = createTemporaryFolder();
  for (let key = 0; key < 300; key += 1) writeFileSync(join(root, `${key}.log`), 'one two');
  const seen = await seeOnTerminal(`${RUN} '${root}' --no-agg --format plain`);
  const lines = piecesOf(seen).filter((piece) => /^0 2 7 \d+\.log$/.test(piece));
  expect(lines).toHaveLength(300);
});

test.each(['csv', 'tsv', 'plain', 'json'])(
  'a terminal gets no control characters of a key as %s',
  async (format) => {
    const root = createTemporaryFolder();
    writeFileSync(join(root, `a${ESCAPE}]0;title\u0007.log`), '');
    const seen = await seeOnTerminal(`${RUN} '${root}' --no-agg --quiet --format ${format}`);
    expect(seen).toContain(']0;title');
    expect(seen).not.toContain(ESCAPE);
  },
);

test.each([
  ['FORCE_COLOR', { FORCE_COLOR: '1' }, true],
  ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, false],
  ['FORCE_COLOR and NO_COLOR', { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ['nothing', {}, false],
])('a pipe has colours with %s: %s', async (_, env, hasColor) => {
  const { stderr } = await runCli(['run', '--dir', createLogs()], { env });
  expect(COLOR.test(stderr)).toBe(hasColor);
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

test('findings of doctor are wrapped between words, below each other', async () => {
  const doctor = `'${process.execPath}' '${CLI_PATH}' doctor --region us-east-1 --profile none`;
  const seen = stripVTControlCharacters(await seeOnTerminal(doctor, {}, 'cols 60 rows 24'));
  const lines = seen.split('\r\n');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
  const at = lines.findIndex((line) => line.startsWith('problem  credentials  No AWS credentials'));
  expect(lines[at + 1]).toMatch(/^ {22}\S/);
});
