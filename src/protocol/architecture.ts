// The architecture of a function, in Lambda's words; its price depends on it.

export const ARCHITECTURES = ['arm64', 'x86_64'] as const;

export type Architecture = (typeof ARCHITECTURES)[number];

export function isArchitecture(name: string): name is Architecture {
  return ARCHITECTURES.some((known) => known === name);
}
