/** Between two sweeps of leftovers: a create of another system is done long before. */
export const SWEEP_GAP_MS = 2000;
