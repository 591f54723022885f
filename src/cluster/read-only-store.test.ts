import { describe, expect, it } from 'vitest';
import { openPool } from '../../test/helpers/pool.ts';
import { loadConfig } from '../config.ts';
import { pollOnce } from '../poller/round.ts';
import { createMeeting } from './create-meeting.ts';
import type { CreateDeps } from './create-search.ts';
import { joinMeeting } from './join-meeting.ts';
import { StoreReadOnly, StoreUnavailable } from './ports.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** A meeting that runs, in a store that from then on refuses what would write. */
async function fullDisk(failure: StoreUnavailable) {
  const pool = await openPool();
  await pollOnce(pool.deps());
  await pool.meeting('room');
  const { servers, strays, meetings: stored } = pool.store;
  const refuse = async () => {
    throw failure;
  };
  const meetings = {
    ...stored,
    place: refuse,
    locate: async (id: string, options = {}) => ('join' in options ? refuse() : stored.locate(id, options)),
  };
  const config = loadConfig({ DATA_DIR: '/nowhere', URL_HOST: 'sl.example.com', SECRET_KEY_BASE: 'x' });
  const deps: CreateDeps = {
    ...{ servers, meetings, strays, client: pool.client, config, newPassword: () => 'password', log: quiet },
    callbacks: { keep: async () => {} },
    mayCall: () => true,
    endUrls: undefined,
    lrs: { accessOf: async () => undefined },
  };
  const rules = { exclude: [], defaults: [], overrides: [] };
  const whose = { tenant: undefined, settings: [] };
  const params = (meetingId: string, more: Readonly<Record<string, string>>) =>
    Object.entries({ meetingID: meetingId, ...more }).map(([name, value]) => ({ name, value }));
  return {
    join: (meetingId: string) =>
      joinMeeting(
        { meetings, client: pool.client, rules, config },
        { meetingId, params: params(meetingId, { fullName: 'Ada' }), ...whose },
      ),
    create: async (meetingId: string) => {
      const told = params(meetingId, { name: 'Maths', moderatorPW: `pw of ${meetingId}` });
      const request = { meetingId, params: told, body: undefined, prefix: '', ...whose };
      return (await createMeeting(deps, request)).toString();
    },
  };
}

describe('while nothing can be written', () => {
  const full = () => fullDisk(new StoreReadOnly('the disk is full'));

  it('people get into the meetings that there are', async () => {
    const { join, create } = await full();
    expect(await create('room')).toContain('duplicateWarning');
    expect(await join('room')).toMatch(/\/bigbluebutton\/api\/join\?.*fullName=Ada/);
  });

  it('there are no new ones', async () => {
    const { join, create } = await full();
    await expect(create('other')).rejects.toThrow('the disk is full');
    await expect(join('other')).rejects.toMatchObject({ key: 'notFound' });
  });

  it('which is another thing than a store that does not answer', async () => {
    const { join, create } = await fullDisk(new StoreUnavailable('away'));
    await expect(join('room')).rejects.toThrow('away');
    await expect(create('room')).rejects.toThrow('away');
  });
});
