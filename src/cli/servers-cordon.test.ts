import { describe, expect, it } from 'vitest';
import { addServer, ok, placeMeeting } from '../../test/e2e/installation.ts';
import { openCli } from './testing.ts';

const figures = (users: number) => ({ meetings: 1, users, largestMeeting: users, videos: 0 });

describe('scalelite servers cordon', () => {
  it('waits until the servers are empty', async () => {
    const { run, store } = await openCli();
    await addServer(store, { id: 'bbb1', load: 3 });
    await placeMeeting(store, 'lesson');
    const waiting = run('servers', 'cordon', 'bbb1', '--wait', '--timeout', '1m');
    let isOver = false;
    void waiting.then(() => {
      isOver = true;
    });
    await expect.poll(async () => (await store.servers.find('bbb1'))?.state).toBe('cordoned');
    expect(isOver).toBe(false);
    // As the poller does when the last meeting is over.
    await store.meetings.forget('lesson', 'bbb1');
    await store.servers.setState('bbb1', 'disabled');
    expect(await waiting).toMatchObject({ code: 0, stdout: 'bbb1 empty\n' });
    expect(await run('servers', 'cordon', 'bbb1', '--wait')).toEqual(ok('bbb1 empty'));
    expect((await store.servers.find('bbb1'))?.state).toBe('disabled');
  });

  it('says what is left when that takes too long', async () => {
    const { run, store } = await openCli();
    await addServer(store, { id: 'bbb1', load: 3, figures: figures(3) });

    const late = await run('servers', 'cordon', 'bbb1', '--wait', '--timeout', '1s');
    expect(late).toMatchObject({ code: 1, stdout: '' });
    expect(late.stderr.split('\n').at(-2)).toBe('Not empty in time: bbb1: 1 meeting, 3 users left');
    expect((await store.servers.find('bbb1'))?.state).toBe('cordoned');
    expect((await run('servers', 'cordon', 'bbb1', '--wait', '--timeout', 'soon')).code).toBe(2);
    expect(await run('servers', 'cordon', 'bbb1', '--timeout', '1s')).toMatchObject({
      code: 2,
      stderr: '--timeout says how long to --wait\n',
    });
  });

  it('waits no longer for a server that was enabled again', async () => {
    const { run, store } = await openCli();
    await addServer(store, { id: 'bbb1', load: 3, figures: figures(3) });
    const waiting = run('servers', 'cordon', 'bbb1', '--wait', '--timeout', '1m');
    await expect.poll(async () => (await store.servers.find('bbb1'))?.state).toBe('cordoned');
    await store.servers.setState('bbb1', 'enabled');
    const given = await waiting;
    expect(given).toMatchObject({ code: 1, stdout: '' });
    expect(given.stderr.split('\n').at(-2)).toBe('bbb1 was enabled again meanwhile');
  });
});
