import { describe, expect, it } from 'vitest';
import { createKnownStates } from '../../../src/run/known-states.ts';
import { objectCheckpointFrame } from '../../support/frames.ts';

const ROOM_BYTES = 5_500_000;

const BATCH = [
  { key: 'a', sizeBytes: 1 },
  { key: 'é'.repeat(500), sizeBytes: 1 },
] as const;
const [A, B] = BATCH;

/** A state that takes so many bytes of a request. */
function stateOf(bytes: number, word = 'x') {
  const { state } = objectCheckpointFrame(0, 3);
  const withRemark = (remark: string) => ({ ...state, remark });
  const rest = bytes - Buffer.byteLength(JSON.stringify(withRemark('')));
  const remark = word.repeat(Math.floor(rest / Buffer.byteLength(word)));
  return withRemark(remark + 'x'.repeat(rest - Buffer.byteLength(remark)));
}

describe('known states', () => {
  const room = ROOM_BYTES - Buffer.byteLength(JSON.stringify(BATCH));

  it('fill what the names leave of a request, to the last byte', () => {
    const states = createKnownStates(BATCH);
    expect(states.keep(A, stateOf(room + 1))).toBe(false);
    expect(states.keep(A, stateOf(room))).toBe(true);
    expect(states.keep(B, stateOf(1_000))).toBe(false);
    expect(states.of(B)).toBeUndefined();
  });

  it('take the room of those that they replace', () => {
    const states = createKnownStates(BATCH);
    expect(states.keep(A, stateOf(room - 2_000))).toBe(true);
    expect(states.keep(B, stateOf(2_000))).toBe(true);
    const newer = stateOf(room - 2_000, 'y');
    expect(states.keep(A, newer)).toBe(true);
    expect(states.of(A)).toBe(newer);
    states.forget(A);
    expect(states.keep(B, stateOf(room))).toBe(true);
  });

  it('are measured in bytes, whatever their letters are', () => {
    const states = createKnownStates(BATCH);
    expect(states.keep(A, stateOf(room + 1, '語'))).toBe(false);
    expect(states.keep(A, stateOf(room, '語'))).toBe(true);
  });
});
