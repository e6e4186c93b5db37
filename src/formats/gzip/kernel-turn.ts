// Lets streams take turns in the kernel, of which a thread has only one. Before another stream uses the
// kernel, the last one saves its state.

/** Saves the state of the stream that used the kernel last. */
let saveLast: (() => void) | undefined;

/** Begins a stream's turn, and says whether the stream must restore its state in the kernel. */
export function takeTurn(save: () => void): boolean {
  if (saveLast === save) return false;
  saveLast?.();
  saveLast = save;
  return true;
}

/** Ends the turn of a stream whose state in the kernel is no longer needed. */
export function endTurn(): void {
  saveLast = undefined;
}
