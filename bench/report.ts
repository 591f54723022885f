import type { Result } from './result.ts';

const HEADS = [
  'case',
  'store',
  'req/s',
  'p50',
  'p99',
  'CPU ms',
  'store CPU',
  'floor',
  'ratio',
  '× Ruby',
  'RSS MB',
  'target',
];

/** The line of one result as it stands in the terminal. */
export function reportLine(result: Result): string {
  return cells(result)
    .map((cell, index) => (index < 2 ? cell.padEnd(WIDTHS[index] ?? 0) : cell.padStart(WIDTHS[index] ?? 0)))
    .join('  ')
    .trimEnd();
}

const WIDTHS = [30, 8, 7, 7, 7, 7, 9, 6, 5, 6, 13];

export function reportHead(): string {
  return HEADS.map((head, index) =>
    index < 2 ? head.padEnd(WIDTHS[index] ?? 0) : head.padStart(WIDTHS[index] ?? 0),
  )
    .join('  ')
    .trimEnd();
}

export function cells(result: Result): string[] {
  const { figures, floor, ratio, timesRuby, rss } = result;
  return [
    `${[result.case, result.variant].filter(Boolean).join(' ')}${result.disturbed ? ' (*)' : ''}`,
    result.store ?? '',
    figures === undefined ? '' : String(Math.round(figures.requestsPerSecond)),
    number(figures?.p50, 2),
    number(figures?.p99, 2),
    number(figures?.cpuMs, 3),
    number(figures?.storeCpuMs, 3),
    number(floor?.cpuMs, 3),
    number(ratio, 2),
    number(timesRuby, 0),
    rss === undefined ? '' : [rss.before, rss.peak, rss.after].map((mb) => number(mb, 0)).join('–'),
    [...valueTexts(result), ...targetTexts(result)].join('; '),
  ];
}

export function targetTexts({ targets }: Result): string[] {
  return targets.map(({ text, met }) => `${text}: ${met ? 'met' : 'NOT MET'}`);
}

export function valueTexts({ values = {} }: Result): string[] {
  return Object.entries(values).map(([name, value]) => `${name} ${number(value, value < 10 ? 2 : 0)}`);
}

function number(value: number | undefined, digits: number): string {
  return value === undefined ? '' : value.toFixed(digits);
}
