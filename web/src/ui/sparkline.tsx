import { linePath } from './line-path.ts';

const [WIDTH, HEIGHT] = [96, 24];

interface SparklineProps {
  readonly values: readonly (number | null)[];
  /** What it shows, for those who do not see it. */
  readonly label: string;
}

/** A small line of how something was over time; a gap is where nothing was known. */
export function Sparkline({ values, label }: SparklineProps) {
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={linePath(values, WIDTH, HEIGHT)} />
    </svg>
  );
}
