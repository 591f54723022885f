const FIRST_MS = 5000;
const MOST_MS = 60 * 60_000;

/**
 * How long to wait after that many attempts: 5 s, doubled each time up to an hour, and up to half as much again
 * by chance, so that what failed together does not come back together.
 */
export function backoffMs(attempts: number, random: () => number): number {
  const wait = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 30));
  return wait * (1 + random() / 2);
}
