import { describe, expect, it } from 'vitest';
import { afterPoll, type Observation } from './health.ts';
import type { PollState } from './ports.ts';

const figures = { meetings: 2, users: 9, largestMeeting: 5, videos: 1 };
const answered: Observation = { kind: 'answered', load: 20, figures };
const failed: Observation = { kind: 'failed' };
const thresholds = { healthy: 2, unhealthy: 2 };

function server(change: Partial<PollState> = {}): PollState {
  return { state: 'enabled', online: true, load: 3, loadMultiplier: 2, healthy: 0, unhealthy: 0, ...change };
}

describe('after a good poll', () => {
  it('an online server has its new load, by its multiplier, and a clean record', () => {
    const update = afterPoll(server({ unhealthy: 1 }), answered, thresholds);
    expect(update).toEqual({ online: true, healthy: 0, unhealthy: 0, figures, load: 40 });
  });

  it('an offline server counts up and comes online at the threshold', () => {
    const offline = server({ online: false, load: undefined });
    expect(afterPoll(offline, answered, thresholds)).toEqual({
      online: false,
      healthy: 1,
      unhealthy: 0,
      figures,
    });
    const again = afterPoll({ ...offline, healthy: 1 }, answered, thresholds);
    expect(again).toEqual({ online: true, healthy: 0, unhealthy: 0, figures, load: 40 });
  });

  it('a disabled server has its figures but never a load', () => {
    const update = afterPoll(server({ state: 'disabled', load: undefined }), answered, thresholds);
    expect(update).not.toHaveProperty('load');
    expect(update.figures).toEqual(figures);
  });

  it('a cordoned server keeps a load while meetings run and is disabled when it is empty', () => {
    const cordoned = server({ state: 'cordoned' });
    expect(afterPoll(cordoned, answered, thresholds)).toMatchObject({ load: 40 });
    expect(afterPoll(cordoned, answered, thresholds)).not.toHaveProperty('state');
    const empty = afterPoll(cordoned, { ...answered, load: 0 }, thresholds);
    expect(empty).toMatchObject({ state: 'disabled', online: true, load: undefined });
  });
});

describe('after a failed poll', () => {
  it('an online server keeps load and figures until the threshold', () => {
    const update = afterPoll(server(), failed, thresholds);
    expect(update).toEqual({ online: true, healthy: 0, unhealthy: 1 });
  });

  it('then it is offline, without load and figures', () => {
    const update = afterPoll(server({ unhealthy: 1 }), failed, thresholds);
    const nothing = { meetings: 0, users: 0, largestMeeting: 0, videos: 0 };
    expect(update).toEqual({ online: false, healthy: 0, unhealthy: 0, load: undefined, figures: nothing });
  });

  it('an offline server starts counting its good polls anew', () => {
    expect(afterPoll(server({ online: false, load: undefined, healthy: 1 }), failed, thresholds)).toEqual({
      online: false,
      healthy: 0,
      unhealthy: 0,
    });
  });
});
