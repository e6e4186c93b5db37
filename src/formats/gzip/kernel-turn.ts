// Whose turn it is in the kernel, of which a thread has one: each stream leaves it to the next one, and
// takes with it what it needs to go on.

/** Puts aside what the kernel holds, for the stream that it holds it for. */
let leave: (() => void) | undefined;

/** Says whether the kernel has to be given what was put aside. */
export function takeTurn(putAside: () => void): boolean {
  if (leave === putAside) return false;
  leave?.();
  leave = putAside;
  return true;
}

/** Nothing of what the kernel holds is needed any more. */
export function endTurn(): void {
  leave = undefined;
}
