import { describe, expect, it } from 'vitest';
import { ok } from '../../test/e2e/installation.ts';
import { POOL } from '../cluster/use.ts';
import { openCli } from './testing.ts';

describe('scalelite limits', () => {
  it('tells what the pool may have, what it has, and the most it ever had', async () => {
    const { run, store } = await openCli({ MAX_MEETINGS: '400', MAX_MEETING_DURATION: '90' });
    await store.use.recount(new Map([[POOL, 7]]), await store.use.read());
    await store.use.recount(new Map([[POOL, 3]]), await store.use.read());
    expect(await run('limits')).toEqual(
      ok('Meetings       3 of 400, peak 7', 'Users          0, peak 0', 'Max. duration  90 min'),
    );
    expect(JSON.parse((await run('limits', '--json')).stdout)).toEqual({
      max_meetings: 400,
      max_users: null,
      max_duration: 90,
      use: { meetings: 3, users: 0, peak_meetings: 7, peak_users: 0 },
    });
  });

  it('says so when nothing is kept', async () => {
    const { run } = await openCli();
    expect(await run('limits')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('not kept'),
    });
    expect(JSON.parse((await run('limits', '--json')).stdout)).toMatchObject({ max_users: null, use: null });
  });
});
