import { createHash } from 'node:crypto';
import { encodeParams, type Param } from '../bbb/query.ts';
import { type PostAnswer, type Sender, SendFailure } from './sender.ts';

/** A create waits for no token server longer. */
const TIMEOUT_MS = 5000;
/** After a failure the creates of so long do without, rather than wait each. */
const FAILED_FOR_MS = 10_000;
/** A token is not handed out in its last moments: BBB is yet to use it. */
const MARGIN = 0.2;
const MOST_MARGIN_MS = 60_000;
const MOST = 1000;

/** No token was had. The message holds no secret. */
export class NoToken extends Error {
  override readonly name = 'NoToken';
}

interface Known {
  readonly token: Promise<string>;
  /** Milliseconds since 1970; not there: it is being asked for. */
  freshUntil: number;
}

/**
 * Gets tokens of a Keycloak by password grant for the `kc_…` fields of a tenant. One is used until shortly before
 * it expires; who asks meanwhile waits for the same answer. The promise rejects with NoToken.
 */
export function createTokens(
  sender: Pick<Sender, 'post'>,
  now: () => number,
): (fields: Readonly<Record<string, string>>) => Promise<string> {
  const known = new Map<string, Known>();

  function ask(fields: Readonly<Record<string, string>>): Known {
    const asked = grant(sender, fields);
    const entry: Known = { token: asked.then(({ token }) => token), freshUntil: Number.POSITIVE_INFINITY };
    asked.then(
      ({ lifeMs }) => {
        entry.freshUntil = now() + lifeMs - Math.min(MOST_MARGIN_MS, lifeMs * MARGIN);
      },
      () => {
        entry.freshUntil = now() + FAILED_FOR_MS;
      },
    );
    return entry;
  }

  return (fields) => {
    const key = createHash('sha256')
      .update(JSON.stringify(grantParams(fields)))
      .digest('base64');
    const found = known.get(key);
    if (found !== undefined && now() < found.freshUntil) return found.token;
    if (known.size >= MOST) known.clear();
    const entry = ask(fields);
    known.set(key, entry);
    return entry.token;
  };
}

function grantParams(fields: Readonly<Record<string, string>>): Param[] {
  const names = ['client_id', 'client_secret', 'username', 'password'];
  const given = names.map((name) => ({ name, value: fields[`kc_${name}`] }));
  return [
    { name: 'url', value: fields['kc_token_url'] ?? '' },
    ...given.filter(({ value }) => value !== undefined),
    { name: 'grant_type', value: 'password' },
  ];
}

async function grant(
  sender: Pick<Sender, 'post'>,
  fields: Readonly<Record<string, string>>,
): Promise<{ readonly token: string; readonly lifeMs: number }> {
  const [url, ...params] = grantParams(fields);
  const { status, body } = await posted(sender, url?.value ?? '', encodeParams(params));
  if (status !== 200) throw new NoToken(`the token server answered ${status}`);
  const { access_token: token, expires_in: seconds } = read(body);
  if (typeof token !== 'string' || token === '') throw new NoToken('the token server gave no token');
  return { token, lifeMs: typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : 0 };
}

async function posted(sender: Pick<Sender, 'post'>, url: string, body: string): Promise<PostAnswer> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
  try {
    return await sender.post({ url, headers, body, timeoutMs: TIMEOUT_MS });
  } catch (error) {
    if (error instanceof SendFailure) throw new NoToken(`the token server: ${error.message}`);
    throw error;
  }
}

function read(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    throw new NoToken('the token server answered something else than JSON');
  }
}
