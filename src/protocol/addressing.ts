// Where the name of a bucket goes: into the name of the host, or into the path.

export const ADDRESSINGS = ['virtual', 'path'] as const;

export type Addressing = (typeof ADDRESSINGS)[number];
