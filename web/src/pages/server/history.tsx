import type { ComponentType } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Output } from '../../api/calls.ts';
import { useTexts } from '../../i18n/i18n.ts';
import { useCall } from '../../state/use-call.ts';
import type { Line } from '../../ui/chart.tsx';
import { Empty, Loading, WhenThere } from '../../ui/states.tsx';

const ranges = { hour: '1h', day: '1d', month: '30d' } as const;
type Range = keyof typeof ranges;
const EVERY_MS = 30_000;

/** How a server was: load, users and how fast it answered. */
export function History({ server }: { readonly server: string }) {
  const t = useTexts();
  const [range, setRange] = useState<Range>('hour');
  const { state, again } = useCall('history.show', { server, since: ranges[range] }, { everyMs: EVERY_MS });
  return (
    <>
      <fieldset class="ways">
        <legend>{t('history.range')}</legend>
        {(['hour', 'day', 'month'] as const).map((one) => (
          <label key={one}>
            <input type="radio" name="range" checked={range === one} onChange={() => setRange(one)} />
            {t(`history.${one}`)}
          </label>
        ))}
      </fieldset>
      <WhenThere state={state} again={again}>
        {(value) =>
          value.points.length === 0 ? <Empty>{t('history.none')}</Empty> : <Charts history={value} />
        }
      </WhenThere>
    </>
  );
}

type Chart = ComponentType<{
  title: string;
  times: readonly number[];
  lines: readonly Line[];
  from: number;
  to: number;
}>;

/** The library that draws them is fetched when they are first shown. */
function useChart(): Chart | undefined {
  const [chart, setChart] = useState<{ readonly draw: Chart }>();
  useEffect(() => {
    void import('../../ui/chart.tsx').then((module) => setChart({ draw: module.Chart }));
  }, []);
  return chart?.draw;
}

function Charts({ history: { points, since, until } }: { readonly history: Output<'history.show'> }) {
  const t = useTexts();
  const Draw = useChart();
  const [load, people, answers] = useMemo(
    (): readonly (readonly Line[])[] => [
      [
        { label: t('server.load'), colour: 'line-1', values: points.map((point) => point.load) },
        { label: t('server.meetings'), colour: 'line-2', values: points.map(({ meetings }) => meetings) },
      ],
      [
        { label: t('server.users'), colour: 'line-1', values: points.map(({ users }) => users) },
        { label: t('server.videos'), colour: 'line-2', values: points.map(({ videos }) => videos) },
      ],
      [{ label: t('history.answerMs'), colour: 'line-3', values: points.map((point) => point.response_ms) }],
    ],
    [points, t.language],
  );
  const times = useMemo(() => points.map(({ at }) => Date.parse(at) / 1000), [points]);
  if (Draw === undefined) return <Loading />;
  const span = { times, from: Date.parse(since) / 1000, to: Date.parse(until) / 1000 };
  return (
    <div class="charts">
      <Draw title={t('history.load')} lines={load ?? []} {...span} />
      <Draw title={t('history.people')} lines={people ?? []} {...span} />
      <Draw title={t('history.answers')} lines={answers ?? []} {...span} />
    </div>
  );
}
