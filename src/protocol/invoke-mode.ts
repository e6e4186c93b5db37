// How a function's answer is asked for.

/** Its frames as they are written, or all of them at its end. */
export const INVOKE_MODES = ['stream', 'buffered'] as const;

export type InvokeMode = (typeof INVOKE_MODES)[number];
