import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bringOnline } from '../../test/e2e/balancer.ts';
import { tempDir } from '../../test/helpers/index.ts';
import { createBbbClient } from '../bbb/client.ts';
import { lastValue, parseQuery } from '../bbb/query.ts';
import { loadConfig } from '../config.ts';
import { createSender } from '../outgoing/sender.ts';
import { type Fleet, startFleet } from '../simulator/fleet.ts';
import { openClusterStore } from '../store/index.ts';
import { memoryCallbackData } from '../store/memory/callback-data.ts';
import { createMeeting } from './create-meeting.ts';
import type { CreateDeps } from './create-search.ts';
import { endMeeting } from './end-meeting.ts';
import { createEndUrls } from './end-params.ts';
import { joinMeeting } from './join-meeting.ts';
import { meetingLimits } from './limits.ts';
import { createLrs } from './lrs.ts';
import type { ClusterStore } from './ports.ts';
import type { Tenant } from './tenant.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const one: Tenant = { id: 'id-of-one', name: 'one', secrets: ['s1'], lrs: {} };
const two: Tenant = { id: 'id-of-two', name: 'two', secrets: ['s2'], lrs: {} };
const READY = 'meta_bn-recording-ready-url';

/** The rules with a real store and a simulated server. */
describe('a create', () => {
  let fleet: Fleet;
  let store: ClusterStore;
  let deps: CreateDeps;
  let data: ReturnType<typeof memoryCallbackData>;
  let close: () => Promise<void>;

  beforeEach(async () => {
    const directory = await tempDir();
    fleet = await startFleet({ servers: 1 });
    const env = { DATA_DIR: join(directory.path, 'data'), URL_HOST: 'sl.example.com', SECRET_KEY_BASE: 'x' };
    const config = loadConfig(env);
    store = await openClusterStore(config, quiet);
    await store.migrate();
    for (const server of fleet.servers) await bringOnline(store, server);
    data = memoryCallbackData(100);
    const client = createBbbClient({ ...config, hash: config.sendHash });
    const sender = createSender({ connectTimeoutMs: 5000, timeoutMs: 5000 });
    const { servers, meetings, strays } = store;
    deps = {
      ...{ servers, meetings, strays, client, config, newPassword: () => 'password', log: quiet },
      callbacks: { keep: data.keep },
      mayCall: sender.mayCall,
      endUrls: createEndUrls(config, Date.now),
      lrs: createLrs({ sender, now: Date.now, log: quiet }),
    };
    close = async () => {
      await Promise.all([fleet.close(), store.close(), client.close(), sender.close()]);
      await directory.remove();
    };
  });
  afterEach(() => close());

  const create = (meetingId: string, query = '', tenant: Tenant | undefined = undefined) => {
    const params = parseQuery(`meetingID=${meetingId}&name=A+room&${query}`);
    return createMeeting(deps, { meetingId, params, body: undefined, tenant, settings: [], prefix: '' });
  };
  const told = () => fleet.servers[0]?.requests('create').at(-1)?.params ?? [];
  const kept = async (meetingId: string) => (await data.find(meetingId))?.urls;

  it('is refused at a limit, with the one that is reached, and joins are too', async () => {
    const limited = { ...one, own: { max_meetings: '1', max_users: '1', max_duration: '45' } };
    await create('room', '', limited);
    expect(lastValue(told(), 'duration')).toBe('45');
    await expect(create('other', '', limited)).rejects.toMatchObject({
      key: 'maxConcurrent',
      message: 'This tenant has reached its limit of 1 concurrent meetings.',
    });
    await create('room', '', limited);
    await create('of-two', '', two);
    deps = { ...deps, config: { ...deps.config, maxMeetings: 1, maxUsers: 1 } };
    await create('first-counted', '', two);
    await expect(create('third', '', two)).rejects.toThrow('This service has reached its limit of 1');
    const join = () =>
      joinMeeting(
        { ...deps, rules: { defaults: [], overrides: [], exclude: [] } },
        { meetingId: 'room', params: [], tenant: limited, settings: [] },
      );
    expect(await join()).toContain('/join?');
    await expect(join()).rejects.toThrow('This service has reached its limit of 1 concurrent users.');
    deps = { ...deps, config: { ...deps.config, maxUsers: 0 } };
    await expect(join()).rejects.toThrow('This tenant has reached its limit of 1 concurrent users.');
  });

  it('has room under the limit once another meeting was ended', async () => {
    const limited = { ...one, own: { max_meetings: '1' } };
    await create('room', '', limited);
    const located = await store.meetings.locate('room');
    if (located === undefined) throw new Error('it is not there');
    const limits = meetingLimits(deps.config, limited);
    await endMeeting(deps, located, { password: undefined, limits });
    await create('other', '', limited);
  });

  it('that fails on its server is given back to the limit', async () => {
    const limited = { ...one, own: { max_meetings: '1' } };
    await fleet.servers[0]?.fault('refuse');
    await expect(create('room', '', limited)).rejects.toMatchObject({ key: 'internalError' });
    expect((await store.use.read()).of.get(one.id)?.meetings ?? 0).toBe(0);
  });

  it('keeps the callback URLs of the front-end, those of the last one', async () => {
    const analytics = 'meta_analytics-callback-url=https://lms/a';
    await create('room', `${READY}=https://lms/old`);
    await create('room', `${READY}=https://lms/r&${analytics}`);
    expect(await kept('room')).toEqual({
      analytics_callback_url: 'https://lms/a',
      recording_ready_url: 'https://lms/r',
    });
    expect(lastValue(told(), READY)).toBeUndefined();
    expect(lastValue(told(), 'meta_analytics-callback-url')).toBe(
      'https://sl.example.com/bigbluebutton/api/analytics_callback',
    );
    await create('room');
    expect(await kept('room')).toBeDefined();
  });

  it('tells the server our URL for the end of the meeting, unless it is to tell the front-end itself', async () => {
    const ends = 'meetingEndedURL=https://lms/e&meta_endCallbackUrl=https://lms/c';
    const names = ['meetingEndedURL', 'meta_endCallbackUrl'];
    await create('room', ends);
    for (const name of names)
      expect(lastValue(told(), name)).toMatch(
        /^https:\/\/sl\.example\.com\/bigbluebutton\/api\/meeting_ended_callback\?about=/,
      );
    deps = { ...deps, endUrls: undefined };
    await create('other', ends);
    expect(names.map((name) => lastValue(told(), name))).toEqual(['https://lms/e', 'https://lms/c']);
    await create('plain');
    expect(names.map((name) => lastValue(told(), name))).toEqual([undefined, undefined]);
  });

  it('leaves out callback URLs that are not called, which the log tells without them', async () => {
    const said: string[] = [];
    const warn = (fields: object, message: string) => void said.push(`${message} ${JSON.stringify(fields)}`);
    deps = { ...deps, log: { ...quiet, warn } };
    await create('room', `${READY}=http://169.254.169.254/r&meetingEndedURL=http://[fe80::1]/e`);
    expect(await kept('room')).toBeUndefined();
    expect(said).toEqual([
      'create: a callback URL that is not called is left out {"meeting":"room","names":["recording_ready_url"]}',
      'create: a callback URL that is not called is left out {"meeting":"room","names":["meetingEndedURL"]}',
    ]);
  });

  it('that fails keeps nothing', async () => {
    await fleet.servers[0]?.fault('refuse');
    await expect(create('room', `${READY}=https://lms/r`)).rejects.toThrow();
    expect(await kept('room')).toBeUndefined();
  });

  it('of another tenant replaces nothing, also when the record of the room was lost', async () => {
    await create('room', `${READY}=https://one/r`, one);
    await expect(create('room', `${READY}=https://two/r`, two)).rejects.toThrow();
    await store.meetings.forget('room', undefined);
    await expect(create('room', `${READY}=https://two/r`, two)).rejects.toThrow();
    expect(await kept('room')).toEqual({ recording_ready_url: 'https://one/r' });
  });

  it('tells the server where the learning records of the tenant go, for its eyes only', async () => {
    const lrs = { lrs_endpoint: 'https://lrs', lrs_username: 'user', lrs_password: 'pass' };
    await create('room', 'meta_secret-lrs-payload=forged', { ...one, lrs });
    const payload = Buffer.from(lastValue(told(), 'meta_secret-lrs-payload') ?? '', 'base64');
    const key = pbkdf2Sync(fleet.servers[0]?.secret ?? '', payload.subarray(8, 16), 10_000, 48, 'sha256');
    const cipher = createDecipheriv('aes-256-cbc', key.subarray(0, 32), key.subarray(32));
    const text = Buffer.concat([cipher.update(payload.subarray(16)), cipher.final()]).toString();
    expect(JSON.parse(text)).toEqual(lrs);
  });

  it('goes on without that when there is no token', async () => {
    const lrs = { lrs_endpoint: 'https://lrs', kc_token_url: 'no URL' };
    expect((await create('room', '', { ...one, lrs })).toString()).toContain('SUCCESS');
    expect(lastValue(told(), 'meta_secret-lrs-payload')).toBeUndefined();
  });
});
