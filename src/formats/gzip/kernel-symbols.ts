// The symbols of a stream whose window is not known, as the kernel has them (assembly/symbols.ts): markers are
// negative as numbers of 16 bits, which makes them easy to find.

import { FIRST_MARKER } from './slice-form.ts';

export const FIRST_KERNEL_MARKER = 0x8000;

/** A symbol as it is outside of the kernel. */
export function symbolOf(kernelSymbol: number): number {
  return kernelSymbol < FIRST_KERNEL_MARKER
    ? kernelSymbol
    : kernelSymbol - FIRST_KERNEL_MARKER + FIRST_MARKER;
}
