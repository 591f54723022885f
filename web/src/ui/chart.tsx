import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTexts } from '../i18n/i18n.ts';
import type { Language } from '../i18n/translate.ts';
import { shade } from '../state/theme.ts';
import { useValue } from '../state/use-store.ts';
import { decimal } from './format.ts';

export interface Line {
  readonly label: string;
  /** The name of a colour of the style sheet. */
  readonly colour: 'line-1' | 'line-2' | 'line-3';
  readonly values: readonly (number | null)[];
}

interface ChartProps {
  readonly title: string;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly from: number;
  readonly to: number;
}

const HEIGHT = 200;
const DAY_SECONDS = 86_400;

/** The time at a tick, or its day where they are days apart. */
function tickText(at: number, apartSeconds: number, language: Language): string {
  const time = new Date(at * 1000);
  return apartSeconds >= DAY_SECONDS
    ? time.toLocaleDateString(language, { day: 'numeric', month: 'short' })
    : time.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
}

/** A colour of the style sheet as a canvas takes it: what it is in the shade that is shown. */
function colourIn(element: HTMLElement, name: string): string {
  const probe = element.appendChild(document.createElement('i'));
  probe.style.color = `var(--${name})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Lines over time; what the pointer is at stands below them in numbers. */
export function Chart({ title, times, lines, from, to }: ChartProps) {
  const t = useTexts();
  const { language } = t;
  const drawnIn = useValue(shade);
  const box = useRef<HTMLDivElement>(null);
  // Drawn anew in another shade: a canvas keeps the colours it has.
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const colour = (name: string): string => colourIn(element, name);
    const axis = {
      stroke: colour('text-soft'),
      grid: { stroke: colour('border'), width: 1 },
      ticks: { show: false },
    };
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        scales: {
          x: { range: [from, to] },
          y: { range: (_plot, _min, max) => [0, Math.max(1, (max ?? 1) * 1.1)] },
        },
        axes: [
          {
            ...axis,
            // As wide as a time is, in the longest way of writing it.
            space: 75,
            values: (_plot, ticks, _axis, _space, apart) => ticks.map((at) => tickText(at, apart, language)),
          },
          { ...axis, size: 48, values: (_plot, ticks) => ticks.map((tick) => decimal(tick, language)) },
        ],
        series: [
          {
            label: t('history.time'),
            value: (_plot, at) => (at === null ? '–' : new Date(at * 1000).toLocaleString(language)),
          },
          ...lines.map((line) => ({
            label: line.label,
            stroke: colour(line.colour),
            width: 2,
            value: (_plot: uPlot, value: number | null) => (value === null ? '–' : decimal(value, language)),
          })),
        ],
      },
      [[...times], ...lines.map(({ values }) => [...values])],
      element,
    );
    const watcher = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      plot.destroy();
    };
  }, [times, lines, from, to, language, drawnIn]);
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div ref={box} />
    </figure>
  );
}
