import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import type { RecordingStore } from '../../src/recordings/ports.ts';
import { openDatabaseStore } from '../../src/store/index.ts';
import { type Balancer, field, type Params, sign, startBalancer } from './balancer.ts';

/** Each stands in every name, id and secret of its tenant, and nowhere else. */
const MARKS = ['qalpha', 'qbeta', 'qgamma'] as const;
type Mark = (typeof MARKS)[number];

const HOST = 'sl.example.com';
const STEPS = 300;
/** Told when a step fails: with it the same steps come again. */
const SEED = Date.now() % 2 ** 31;

/** What a caller of one tenant's asks about something of a tenant's, or of nobody's. */
interface Step {
  readonly caller: Mark;
  readonly owner: Mark | 'nobody';
  readonly index: number;
  readonly call: (typeof CALLS)[number];
}

const CALLS = [
  'create',
  'join',
  'end',
  'isMeetingRunning',
  'getMeetingInfo',
  'getMeetings',
  'sendChatMessage',
  'getRecordings',
  'getRecordingsOf',
  'getRecordingsOfTenant',
  'publishRecordings',
  'updateRecordings',
  'takeOver',
  'deleteRecordings',
  'getRecordingTextTracks',
  'play',
] as const;

const steps = fc.sample(
  fc.record<Step>({
    caller: fc.constantFrom(...MARKS),
    owner: fc.constantFrom(...MARKS, 'nobody'),
    index: fc.nat(2),
    call: fc.constantFrom(...CALLS),
  }),
  { numRuns: STEPS, seed: SEED },
);

interface Answer {
  readonly status: number | undefined;
  /** All that came back: the head, all but its date, and the body. */
  readonly text: string;
}

describe.each(['shared', 'isolated'] as const)('tenants whose meeting IDs are %s', (ids) => {
  let pool: Balancer;
  beforeAll(async () => {
    const env = { MULTITENANCY_ENABLED: 'true', URL_HOST: HOST, TENANT_MEETING_IDS: ids, LOG_LEVEL: 'info' };
    pool = await startBalancer({ env });
    const config = loadConfig(pool.env);
    const database = await openDatabaseStore(config);
    if (!database) throw new Error('there is no database');
    for (const mark of MARKS) {
      await pool.store.tenants.add({ id: `${mark}-id`, name: mark, secrets: [`${mark}-secret`], lrs: {} });
      for (const index of [0, 1, 2])
        await record(database.recordings, config.recordingPublishDir, mark, index);
    }
    await database.close();
  });
  afterAll(() => pool.close());

  async function record(
    recordings: RecordingStore,
    directory: string,
    mark: Mark,
    index: number,
  ): Promise<void> {
    const recordId = `${mark}-rec-${index}`;
    await recordings.put({
      recordId,
      meetingId: `${mark}-room-${index}`,
      name: `${mark} lecture`,
      state: 'published',
      published: true,
      protected: false,
      participants: 1,
      startTime: index,
      endTime: index + 1,
      metadata: [{ key: 'tenant-id', value: `${mark}-id` }],
      format: {
        format: 'video',
        url: `/video/${recordId}/`,
        length: 1,
        processingTime: 1,
        thumbnails: [],
      },
    });
    await mkdir(join(directory, 'video', recordId), { recursive: true });
    await writeFile(join(directory, 'video', recordId, 'index.html'), `${mark} film`);
  }

  function send(mark: Mark, path: string): Promise<Answer> {
    const { hostname, port } = new URL(pool.origin);
    return new Promise((resolve, reject) => {
      // The request's own ID comes back, and would tell two answers apart that are the same.
      const headers = { host: `${mark}.${HOST}`, 'x-request-id': 'the-same-for-all' };
      request({ hostname, port, path, headers }, (response) => {
        let text = response.rawHeaders.filter((_, at, all) => all[at - (at % 2)] !== 'Date').join('\n');
        response.on('data', (chunk: Buffer) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode, text }));
      })
        .on('error', reject)
        .end();
    });
  }

  const call = (mark: Mark, name: string, params: Params): Promise<Answer> =>
    send(mark, `/bigbluebutton/api/${name}?${sign(name, params, `${mark}-secret`)}`);

  /** Does a step about the thing of the owner's, or about one that there is not. */
  function perform(
    { caller, owner, index, call: name }: Step,
    thing = `${owner}-room-${index}`,
  ): Promise<Answer> {
    const recordID = thing.replace('room', 'rec');
    const meeting = { meetingID: thing };
    switch (name) {
      case 'create':
        return call(caller, name, { ...meeting, name: `${caller} lesson` });
      case 'join':
        return call(caller, name, { ...meeting, fullName: 'Ann', role: 'MODERATOR' });
      case 'sendChatMessage':
        return call(caller, name, { ...meeting, message: 'Hi' });
      case 'getMeetings':
        return call(caller, name, {});
      case 'getRecordings':
        return call(caller, name, { state: 'any' });
      case 'getRecordingsOf':
        return call(caller, 'getRecordings', { recordID, state: 'any' });
      case 'getRecordingsOfTenant':
        return call(caller, 'getRecordings', { 'meta_tenant-id': `${thing.split('-')[0]}-id`, state: 'any' });
      case 'publishRecordings':
        return call(caller, name, { recordID, publish: String(index !== 1) });
      case 'updateRecordings':
        return call(caller, name, { recordID, meta_note: `${caller} note` });
      case 'takeOver':
        return call(caller, 'updateRecordings', { recordID, 'meta_tenant-id': `${caller}-id` });
      case 'deleteRecordings':
        return call(caller, name, { recordID });
      case 'getRecordingTextTracks':
        return call(caller, name, { recordID });
      case 'play':
        return send(caller, `/video/${recordID}/`);
      default:
        return call(caller, name, meeting);
    }
  }

  /** What each tenant has, as it must be told of it. */
  const model: { readonly meetings: Set<string>; readonly recordings: Map<string, boolean> } = {
    meetings: new Set<string>(),
    /** Record id → whether it is published; a deleted one is listed with `state=any`, and played no more. */
    recordings: new Map(
      MARKS.flatMap((mark) => [0, 1, 2].map((index) => [`${mark}-rec-${index}`, true] as const)),
    ),
  };

  const LISTS = ['getMeetings', 'getRecordings'];

  /** What the owner itself is told, and what then is so. */
  function expectOwn({ caller, index, call: name }: Step, { status, text }: Answer): void {
    const room = `${caller}-room-${index}`;
    const recordId = `${caller}-rec-${index}`;
    const { meetings, recordings } = model;
    const published = recordings.get(recordId);
    switch (name) {
      case 'create':
        expect(field(text, 'returncode')).toBe('SUCCESS');
        meetings.add(room);
        break;
      case 'end':
        meetings.delete(room);
        break;
      case 'join':
        expect(status).toBe(meetings.has(room) ? 302 : 200);
        break;
      case 'getMeetingInfo':
        expect(field(text, 'returncode')).toBe(meetings.has(room) ? 'SUCCESS' : 'FAILED');
        break;
      case 'publishRecordings':
        if (published !== undefined) recordings.set(recordId, index !== 1);
        break;
      case 'deleteRecordings':
        recordings.delete(recordId);
        break;
      case 'play':
        expect(status).toBe(published ? 200 : 404);
        break;
      default:
    }
  }

  /** An ID that another tenant uses is as free as any: a meeting of that ID comes and goes beside the other's. */
  async function expectOfOwn(step: Step, told: string): Promise<void> {
    for (const name of ['create', 'end'] as const)
      expect(field((await perform({ ...step, call: name })).text, 'returncode'), told).toBe('SUCCESS');
  }

  it('no answer lets a tenant see another’s meeting, recording, name or existence', async () => {
    for (const [at, step] of steps.entries()) {
      const { caller, owner, index, call: name } = step;
      const told = JSON.stringify({ SEED, at, ...step });
      if (name === 'create' && owner !== caller && ids === 'isolated') {
        await expectOfOwn(step, told);
        continue;
      }
      // Ids are everybody's, as on one BBB server: one that nobody has alive may be taken.
      if (name === 'create' && owner !== caller && !model.meetings.has(`${owner}-room-${index}`)) continue;
      const answer = await perform(step);
      for (const other of MARKS.filter((mark) => mark !== caller))
        expect(answer.text, told).not.toContain(other);
      if (LISTS.includes(name)) {
        const own = name === 'getMeetings' ? [...model.meetings] : [...model.recordings.keys()];
        for (const id of own.filter((one) => one.startsWith(caller)))
          expect(answer.text, told).toContain(`>${id}<`);
      } else if (owner === caller) expectOwn(step, answer);
      else if (name === 'create') expect(field(answer.text, 'messageKey'), told).toBe('internalError');
      else expect(answer, told).toEqual(await perform(step, `nowhere-room-${index}`));
    }
  });

  it('the log holds no secret and no checksum', async () => {
    for (const mark of MARKS) await call(mark, 'getMeetings', {});
    const log = pool.process.output.text();
    expect(log).toContain('"call":"getMeetings"');
    for (const mark of MARKS) expect(log).not.toContain(`${mark}-secret`);
    expect(log).not.toMatch(/checksum=|[0-9a-f]{64}/);
  });
});
