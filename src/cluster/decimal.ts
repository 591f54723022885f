/** A load or multiplier with a fraction, as scripts know it: `21.0`, `2.5`. */
export function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
