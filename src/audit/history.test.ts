import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merged, type Sample, SLOT_MS, slotOf } from './history.ts';

function sample(at: number, figures: Partial<Sample> = {}): Sample {
  const none = { online: 1, load: 0, meetings: 0, users: 0, videos: 0, responseMs: 10 };
  return { serverId: 'one', at, ...none, ...figures };
}

const slots = (...samples: Sample[]) => samples.map(slotOf);

describe('slots', () => {
  it('tell the average and the highest of what was seen in five minutes', () => {
    const seen = slots(
      sample(0, { load: 10, users: 4, responseMs: 20 }),
      sample(60_000, { load: 20, users: 8, responseMs: 40 }),
      sample(SLOT_MS, { load: 7 }),
    );
    expect(merged(seen, SLOT_MS)).toMatchObject([
      {
        at: 0,
        samples: 2,
        load: { average: 15, max: 20 },
        users: { average: 6, max: 8 },
        responseMs: { average: 30, max: 40 },
      },
      { at: SLOT_MS, samples: 1, load: { average: 7, max: 7 } },
    ]);
  });

  it('have no load where there was none, and the average of what there was', () => {
    const gone = sample(0, { online: 0, load: undefined, responseMs: undefined });
    expect(merged(slots(gone), SLOT_MS)).toMatchObject([
      { online: 0, load: undefined, responseMs: undefined },
    ]);
    expect(merged(slots(gone, sample(1, { load: 8 })), SLOT_MS)).toMatchObject([
      { online: 0.5, load: { average: 8, max: 8 } },
    ]);
  });

  it('come in the order of time, whatever order the samples come in, and leave gaps out', () => {
    const seen = slots(sample(9 * SLOT_MS), sample(2 * SLOT_MS), sample(5 * SLOT_MS));
    expect(merged(seen, SLOT_MS).map(({ at }) => at / SLOT_MS)).toEqual([2, 5, 9]);
    expect(merged([], SLOT_MS)).toEqual([]);
  });

  it('can be merged step by step or at once', () => {
    const arbitrary = fc.array(fc.record({ at: fc.nat(20 * SLOT_MS), users: fc.nat(500) }), { minLength: 1 });
    fc.assert(
      fc.property(arbitrary, (polls) => {
        const seen = slots(...polls.map(({ at, users }) => sample(at, { users })));
        const [atOnce, stepwise] = [merged(seen, 4 * SLOT_MS), merged(merged(seen, SLOT_MS), 4 * SLOT_MS)];
        expect(stepwise.map(({ at, samples, users }) => [at, samples, users.max])).toEqual(
          atOnce.map(({ at, samples, users }) => [at, samples, users.max]),
        );
        for (const [index, slot] of stepwise.entries())
          expect(slot.users.average).toBeCloseTo(atOnce[index]?.users.average ?? Number.NaN);
      }),
    );
  });
});
