// Writes a value as a POSIX shell reads one word, for commands that are advised.

export function shellWord(value: string): string {
  return /^[\w@%+:,./…-][\w@%+=:,./…-]*$/.test(value)
    ? value
    : `'${value.replaceAll("'", "'\\''")}'`;
}
