const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const NOTHING = ' ';

/**
 * Numbers as a line of bars, one each; null is a gap. `highest`: what a full bar stands for, so that several lines
 * can be compared; default: the highest of them.
 */
export function sparkline(values: readonly (number | null)[], highest?: number): string {
  const most = highest ?? values.reduce<number>((max, value) => Math.max(max, value ?? 0), 0);
  return values.map((value) => (value === null ? NOTHING : barOf(value, most))).join('');
}

function barOf(value: number, most: number): string {
  const step = most > 0 ? Math.ceil((Math.max(0, value) / most) * BARS.length) - 1 : 0;
  return BARS[Math.min(BARS.length - 1, Math.max(0, step))] ?? NOTHING;
}
