/** An SVG path through values from left to right, 0 at the bottom and the largest at the top. */
export function linePath(values: readonly (number | null)[], width: number, height: number): string {
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  const step = width / Math.max(1, values.length - 1);
  let pen = false;
  return values
    .map((value, index) => {
      const command = pen ? 'L' : 'M';
      pen = value !== null;
      if (value === null) return '';
      return `${command}${round(index * step)} ${round(height - 1 - (value / most) * (height - 2))}`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
