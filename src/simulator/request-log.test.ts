import { describe, expect, it } from 'vitest';
import { createRequestLog } from './request-log.ts';

const request = (call: string) => ({ at: 0, call, method: 'GET' });

describe('the request log', () => {
  it('keeps the last ones only, oldest first', () => {
    const log = createRequestLog(3);
    for (let i = 1; i <= 100; i++) {
      log.begin(request(`call${i}`));
      expect(log.list().length).toBe(Math.min(i, 3));
    }
    expect(log.list().map(({ call }) => call)).toEqual(['call98', 'call99', 'call100']);
  });

  it('learns of a request as it goes on', () => {
    const log = createRequestLog(3);
    const note = log.begin(request('create'));
    expect(log.list()[0]?.outcome).toBeUndefined();
    note({ outcome: 'SUCCESS', bodyBytes: 5 });
    expect(log.list()).toMatchObject([{ call: 'create', outcome: 'SUCCESS', bodyBytes: 5 }]);
  });

  it('tells the requests of one call', () => {
    const log = createRequestLog(3);
    for (const call of ['create', 'join', 'create']) log.begin(request(call));
    expect(log.list('create').length).toBe(2);
    expect(log.list('end')).toEqual([]);
  });

  it('keeps nothing when its size is 0, or after it was cleared', () => {
    const none = createRequestLog(0);
    none.begin(request('create'));
    expect(none.list()).toEqual([]);
    const log = createRequestLog(3);
    log.begin(request('create'));
    log.clear();
    expect(log.list()).toEqual([]);
  });
});
