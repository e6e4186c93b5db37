// How many of the slowest objects a cascade names in each sum, and a run remembers. It is one number
// because the slowest objects of a run may all be in one sum.

export const SLOWEST_OBJECTS = 3;
