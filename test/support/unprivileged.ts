// Runs a test's action as a user to whom file permissions apply, even if root runs the tests.

const NOBODY = 65_534;

export async function asUnprivileged<T>(act: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return act();
  process.seteuid?.(NOBODY);
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
  }
}
