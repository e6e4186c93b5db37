import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lockedIds, lockJournal } from '../../../src/journal/journal-lock.ts';
import { createTemporaryFolder } from '../../support/temporary-folder.ts';

const ID = '20261126-072815';

/** A lock of another process on this machine. */
async function otherLock(folder: string, id: string, pid: number | undefined, started = '') {
  const lock = await lockJournal(folder, 'own');
  const [own = ''] = readdirSync(folder).filter((name) => name.startsWith('own.'));
  await lock.release();
  const file = own
    .replace(/^own\./, `${id}.`)
    .replace(/\.\d+\.\d*\.lock$/, `.${pid}.${started}.lock`);
  writeFileSync(join(folder, file), '');
  return join(folder, file);
}

function startProcess() {
  const child = spawn('sleep', ['60']);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

it('is one at a time for each journal, and free after its release', async () => {
  const folder = createTemporaryFolder();
  const lock = await lockJournal(folder, ID);
  expect(await lockedIds(folder)).toEqual(new Set([ID]));
  await expect(lockJournal(folder, ID)).rejects.toThrow(
    `Run ${ID} is in progress, in process ${process.pid}. Wait for its end.`,
  );
  await (await lockJournal(folder, `${ID}-2`)).release();
  await lock.release();
  expect(readdirSync(folder)).toEqual([]);
  await (await lockJournal(folder, ID)).release();
});

it('is held by a process that lives, and by none that is gone', async () => {
  const folder = createTemporaryFolder();
  const child = startProcess();
  const file = await otherLock(folder, ID, child.pid);
  await expect(lockJournal(folder, ID)).rejects.toThrow(
    `in process ${child.pid}. Wait for its end. If that process is no longer there, remove ${file}.`,
  );
  expect(readdirSync(folder)).toHaveLength(1);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await lockedIds(folder)).toEqual(new Set());
  const lock = await lockJournal(folder, ID);
  expect(readdirSync(folder)).toHaveLength(1);
  await lock.release();
});

it.runIf(process.platform === 'linux')(
  'knows a process from a later one with its number',
  async () => {
    const folder = createTemporaryFolder();
    const child = startProcess();
    const started = readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(' ')[21];
    await otherLock(folder, ID, child.pid, started);
    await expect(lockJournal(folder, ID)).rejects.toThrow('is in progress');
    const other = '20261126-072816';
    await otherLock(folder, other, child.pid, String(Number(started) - 1));
    await (await lockJournal(folder, other)).release();
  },
);

it('is held by a process of another machine, which cannot be looked up', async () => {
  const folder = createTemporaryFolder();
  writeFileSync(join(folder, `${ID}.build-7.example.org.12.345.lock`), '');
  await expect(lockJournal(folder, ID)).rejects.toThrow('in process 12 on build-7.example.org.');
});

it('is never had by two processes that ask at the same time', async () => {
  const folder = createTemporaryFolder();
  // In one process the file of both is the same, so processes of their own are needed.
  const program = `
    import { lockJournal } from ${JSON.stringify(new URL('../../../src/journal/journal-lock.ts', import.meta.url).href)};
    process.stdin.on('data', async () => {
      try {
        await lockJournal(process.argv[1], '${ID}');
        console.log('locked');
      } catch (error) {
        console.log(error.name === 'UserError' ? 'refused' : error.stack);
      }
    });
    console.log('ready');
  `;
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  onTestFinished(() => {
    for (const child of children) child.kill('SIGKILL');
  });
  const answer = async (child: (typeof children)[number]) =>
    String((await once(child.stdout, 'data'))[0]).trim();
  expect(await Promise.all(children.map(answer))).toEqual(['ready', 'ready', 'ready', 'ready']);
  const answers = children.map(answer);
  for (const child of children) child.stdin.write('go\n');
  const said = await Promise.all(answers);
  expect(said.filter((text) => text === 'locked').length).toBeLessThanOrEqual(1);
  expect(said.filter((text) => text !== 'locked' && text !== 'refused')).toEqual([]);
});
