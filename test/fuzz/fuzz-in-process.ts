// Fuzzes one target in a process of its own, which may hang or die, and keeps the inputs at which something
// does not hold.

import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FuzzFigures, FuzzMessage, FuzzOrder } from './fuzz-process.ts';

/** No input takes so long, however slow the machine. */
const HANGS_AFTER_MS = 60_000;

export interface FuzzResult {
  readonly faults: readonly { readonly error: string; readonly file: string }[];
  /** Absent if the process did not come to its end. */
  readonly figures?: FuzzFigures;
}

/** `found` is the folder for the inputs that are kept. */
export async function fuzzInProcess(
  request: Omit<FuzzOrder, 'current'>,
  found: string,
): Promise<FuzzResult> {
  const folder = mkdtempSync(join(tmpdir(), 'wordcount-fuzz-'));
  const order: FuzzOrder = { ...request, current: join(folder, request.target) };
  const faults: FuzzResult['faults'][number][] = [];
  const keep = (error: string) => {
    mkdirSync(found, { recursive: true });
    const file = join(found, `${order.target}-${order.seed}-${faults.length + 1}`);
    writeFileSync(file, readCurrent(order).input);
    faults.push({ error, file });
  };
  const child = fork(new URL('./fuzz-process.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let complaints = '';
  let figures: FuzzFigures | undefined;
  let hangs = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  child.on('message', (message: FuzzMessage) => {
    if (message.type === 'fault') {
      keep(message.error);
      child.send('kept');
    } else figures = message.figures;
  });
  const watch = watchOver(order, () => {
    hangs = true;
    child.kill('SIGKILL');
  });
  try {
    const closed = new Promise<void>((resolve) => child.once('close', resolve));
    child.send(order);
    await closed;
    if (!figures) keep(hangs ? 'it hangs' : `the process died: ${complaints}`);
  } finally {
    clearInterval(watch);
    rmSync(folder, { recursive: true });
  }
  return { faults, ...(figures && { figures }) };
}

/** Calls when no new input was begun for too long. */
function watchOver(order: FuzzOrder, onHang: () => void): NodeJS.Timeout {
  let seen = -1;
  let since = Date.now();
  return setInterval(() => {
    const { number } = readCurrent(order);
    if (number !== seen) {
      seen = number;
      since = Date.now();
    } else if (Date.now() - since > HANGS_AFTER_MS) onHang();
  }, 1_000);
}

function readCurrent({ current }: FuzzOrder): { number: number; input: Buffer } {
  try {
    const bytes = readFileSync(current);
    return { number: bytes.readUInt32LE(0), input: bytes.subarray(8, 8 + bytes.readUInt32LE(4)) };
  } catch {
    return { number: 0, input: Buffer.alloc(0) };
  }
}
