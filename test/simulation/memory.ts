// The memory of the simulated functions.

export const MEMORY_MB = 1_769;
