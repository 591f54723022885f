import { beforeEach, describe, expect, it } from 'vitest';
import { mannerOf, USUAL } from '../../bbb/hook-post.ts';
import { parseQuery } from '../../bbb/query.ts';
import { type Post, SendFailure } from '../../cluster/sender.ts';
import { fingerprint } from '../../cluster/tenant-own.ts';
import type { NewEvent } from '../ports.ts';
import type { AttemptDeps } from '../rule.ts';
import { hookPayload } from './payload.ts';
import type { Hook } from './ports.ts';
import { hookRule } from './tell.ts';

const URL_OF_HOOK = 'https://lms.example.com/hook';
const fields = [
  { name: 'event', value: '[{"data":{"id":"user-joined"}}]' },
  { name: 'timestamp', value: '1532718316953' },
];

const event: NewEvent = {
  id: 'event-1',
  kind: 'hook',
  receiver: 'https://lms.example.com#1',
  subject: 'room',
  payload: hookPayload({ hookId: '1', fields, manner: USUAL }),
};

let hook: Hook | undefined;
let secrets: readonly string[] | undefined;
let answer: number | SendFailure;
let posts: Post[];
let noted: boolean[];

beforeEach(() => {
  hook = {
    ...{
      id: '1',
      callbackUrl: URL_OF_HOOK,
      tenantId: 't1',
      meetingId: undefined,
      events: [],
      kind: 'mapped',
    },
    ...{ signer: fingerprint('second'), createdAt: 0, failingSince: undefined },
  };
  secrets = ['first', 'second'];
  answer = 204;
  posts = [];
  noted = [];
});

async function attempt(given: NewEvent = event) {
  const post = async (request: Post) => {
    posts.push(request);
    if (answer instanceof SendFailure) throw answer;
    return { status: answer, body: '' };
  };
  const deps: AttemptDeps = {
    sender: { post, get: async () => ({ status: 204, body: '' }), mayCall: () => true },
    secretsOf: async (tenantId) => (tenantId === 't1' ? secrets : []),
    jwtHash: 'HS256',
    now: Date.now,
  };
  const hooks = {
    find: async () => hook,
    failing: async (_: string, fails: boolean) => void noted.push(fails),
  };
  return await hookRule(hooks)(deps, given, new AbortController().signal);
}

/** Which secret has signed what was posted last. */
function signer(): string | undefined {
  const { url = '', body = '' } = posts.at(-1) ?? {};
  const checksum = new URL(url).searchParams.get('checksum') ?? undefined;
  const post = { fields: parseQuery(body), body, checksum, bearer: undefined, isJson: false };
  return ['first', 'second'].find((secret) => mannerOf(post, URL_OF_HOOK, secret));
}

describe('a hook', () => {
  it('is told an event as its server told it, signed with the secret it was asked for with', async () => {
    expect(await attempt()).toEqual({ kind: 'delivered' });
    expect(posts).toHaveLength(1);
    expect(parseQuery(posts[0]?.body ?? '')).toEqual(fields);
    expect(posts[0]?.headers).toMatchObject({ 'idempotency-key': 'event-1' });
    expect(signer()).toBe('second');
    await attempt({ ...event, payload: '{"hook_id":"1","fields":[["event","x"],7]}' });
    expect(signer()).toBe('second');
  });

  it('is told with the first secret in force once its own is not', async () => {
    secrets = ['first'];
    await attempt();
    expect(signer()).toBe('first');
  });

  it('is told a secret itself only where that is the one it was asked for with', async () => {
    const manner = { type: 'json', proof: 'bearer' } as const;
    const bearer = { ...event, payload: hookPayload({ hookId: '1', fields, manner }) };
    await attempt(bearer);
    expect(posts.at(-1)?.headers).toMatchObject({ authorization: 'Bearer second' });
    secrets = ['first'];
    await attempt(bearer);
    expect(posts.at(-1)?.headers).not.toHaveProperty('authorization');
    expect(signer()).toBe('first');
  });

  it.each([
    [500, 'later'],
    [404, 'later'],
    [302, 'later'],
    [429, 'later'],
    [410, 'refused'],
    [new SendFailure('no answer in time'), 'later'],
    [new SendFailure('addresses of this kind are not called', { forGood: true }), 'refused'],
  ])('that answers %s is told %s', async (given, kind) => {
    answer = given;
    expect(await attempt()).toMatchObject({ kind });
  });

  it('is known to fail from its first failure on, until it works', async () => {
    await attempt();
    expect(noted).toEqual([]);
    answer = 500;
    await attempt();
    expect(noted).toEqual([true]);
    hook = hook && { ...hook, failingSince: 7 };
    await attempt();
    expect(noted).toEqual([true]);
    answer = 200;
    await attempt();
    expect(noted).toEqual([true, false]);
  });

  it('that is gone, or whose tenant is, is told nothing', async () => {
    secrets = undefined;
    expect(await attempt()).toMatchObject({ kind: 'refused', why: 'its tenant is gone' });
    secrets = [];
    expect(await attempt()).toMatchObject({ kind: 'refused' });
    hook = undefined;
    expect(await attempt()).toMatchObject({ kind: 'dropped', why: 'its hook is gone' });
    expect(posts).toEqual([]);
  });
});
