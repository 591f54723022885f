import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merged, PERIOD_MS, periodOf, type Sample } from './history.ts';

function sample(at: number, figures: Partial<Sample> = {}): Sample {
  const none = { online: 1, load: 0, meetings: 0, users: 0, videos: 0, responseMs: 10 };
  return { serverId: 'one', at, ...none, ...figures };
}

const periods = (...samples: Sample[]) => samples.map(periodOf);

describe('periods', () => {
  it('tell the average and the highest of what was seen in five minutes', () => {
    const seen = periods(
      sample(0, { load: 10, users: 4, responseMs: 20 }),
      sample(60_000, { load: 20, users: 8, responseMs: 40 }),
      sample(PERIOD_MS, { load: 7 }),
    );
    expect(merged(seen, PERIOD_MS)).toMatchObject([
      {
        at: 0,
        samples: 2,
        load: { average: 15, max: 20 },
        users: { average: 6, max: 8 },
        responseMs: { average: 30, max: 40 },
      },
      { at: PERIOD_MS, samples: 1, load: { average: 7, max: 7 } },
    ]);
  });

  it('have no load where there was none, and the average of what there was', () => {
    const gone = sample(0, { online: 0, load: undefined, responseMs: undefined });
    expect(merged(periods(gone), PERIOD_MS)).toMatchObject([
      { online: 0, load: undefined, responseMs: undefined },
    ]);
    expect(merged(periods(gone, sample(1, { load: 8 })), PERIOD_MS)).toMatchObject([
      { online: 0.5, load: { average: 8, max: 8 } },
    ]);
  });

  it('come in the order of time, whatever order the samples come in, and leave gaps out', () => {
    const seen = periods(sample(9 * PERIOD_MS), sample(2 * PERIOD_MS), sample(5 * PERIOD_MS));
    expect(merged(seen, PERIOD_MS).map(({ at }) => at / PERIOD_MS)).toEqual([2, 5, 9]);
    expect(merged([], PERIOD_MS)).toEqual([]);
  });

  it('can be merged step by step or at once', () => {
    const arbitrary = fc.array(fc.record({ at: fc.nat(20 * PERIOD_MS), users: fc.nat(500) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(arbitrary, (polls) => {
        const seen = periods(...polls.map(({ at, users }) => sample(at, { users })));
        const [atOnce, stepwise] = [
          merged(seen, 4 * PERIOD_MS),
          merged(merged(seen, PERIOD_MS), 4 * PERIOD_MS),
        ];
        expect(stepwise.map(({ at, samples, users }) => [at, samples, users.max])).toEqual(
          atOnce.map(({ at, samples, users }) => [at, samples, users.max]),
        );
        for (const [index, period] of stepwise.entries())
          expect(period.users.average).toBeCloseTo(atOnce[index]?.users.average ?? Number.NaN);
      }),
    );
  });
});
