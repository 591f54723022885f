const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads a load multiplier. Undefined: unreadable, or not above 0. (One of 0 would make a server look idle
 * for ever, one below 0 would draw every meeting to the busiest.)
 */
export function readMultiplier(text: string): number | undefined {
  const value = DECIMAL.test(text.trim()) ? Number(text) : Number.NaN;
  return Number.isFinite(value) && value > 0 ? value : undefined;
}
