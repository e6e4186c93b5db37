// The formats that every object can be taken for, whatever its first bytes say.

export const AS_FORMATS = ['plain'] as const;

export type AsFormat = (typeof AS_FORMATS)[number];
