import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { callbackRequest } from '../simulator/webhooks/callback.ts';
import { type HookPost, mannerOf, signedPost, USUAL } from './hook-post.ts';
import { parseQuery } from './query.ts';

const URL_OF_HOOK = 'https://lms.example.com/hook?course=7';
const SECRET = 's3cret';
const fields = [
  { name: 'event', value: '{"data":{"id":"user-joined","name":"Zoë & co"}}' },
  { name: 'timestamp', value: '1532718316953' },
  { name: 'domain', value: 'bbb.example.com' },
];

/** What a receiver reads. */
function received(sent: ReturnType<typeof signedPost>): HookPost {
  const { searchParams } = new URL(sent.url);
  const isJson = sent.headers['content-type'] === 'application/json';
  return {
    fields: isJson
      ? Object.entries(JSON.parse(sent.body)).map(([name, value]) => ({ name, value: String(value) }))
      : parseQuery(sent.body),
    body: sent.body,
    checksum: searchParams.get('checksum') ?? undefined,
    bearer: sent.headers['authorization']?.replace('Bearer ', ''),
    isJson,
  };
}

function pick({ url, headers, body }: Partial<ReturnType<typeof signedPost>>) {
  return { url, headers, body };
}

describe('what bbb-webhooks posts', () => {
  it('is signed as its documentation has it', () => {
    const sent = signedPost(URL_OF_HOOK, fields, { manner: USUAL, secret: SECRET });
    const text =
      'event={"data":{"id":"user-joined","name":"Zoë & co"}}&timestamp=1532718316953&domain=bbb.example.com';
    const checksum = createHash('sha1').update(`${URL_OF_HOOK}${text}${SECRET}`).digest('hex');
    expect(sent.url).toBe(`${URL_OF_HOOK}&checksum=${checksum}`);
    expect(sent.headers).toEqual({ 'content-type': 'application/x-www-form-urlencoded' });
    expect(parseQuery(sent.body)).toEqual(fields);
  });

  it.each([
    USUAL,
    { ...USUAL, over: 'body', hash: 'SHA256' },
    { ...USUAL, over: 'json', hash: 'SHA512' },
    { type: 'json', proof: 'checksum', over: 'json', hash: 'SHA384' },
    { type: 'json', proof: 'bearer' },
    { type: 'form', proof: 'bearer' },
  ] as const)('is known as signed in the manner %j, with the right secret alone', (manner) => {
    const post = received(signedPost(URL_OF_HOOK, fields, { manner, secret: SECRET }));
    const told = mannerOf(post, URL_OF_HOOK, SECRET);
    // Of a JSON body both texts are the same.
    expect(told).toEqual(
      manner.type === 'json' && manner.proof === 'checksum' ? { ...manner, over: 'body' } : manner,
    );
    expect(mannerOf(post, URL_OF_HOOK, 'other')).toBeUndefined();
    expect(mannerOf(post, URL_OF_HOOK, ' ')).toBeUndefined();
    if (manner.proof === 'bearer') return;
    expect(mannerOf(post, 'https://lms.example.com/other', SECRET)).toBeUndefined();
    const [first, ...more] = post.fields;
    const forged = {
      ...post,
      body: `${post.body} `,
      fields: [...more, { name: first?.name ?? '', value: 'x' }],
    };
    expect(mannerOf(forged, URL_OF_HOOK, SECRET)).toBeUndefined();
    expect(
      mannerOf({ ...post, bearer: SECRET, checksum: 'f'.repeat(40) }, URL_OF_HOOK, SECRET),
    ).toBeUndefined();
  });

  it.each(['', 'x', 'a'.repeat(39)])('is not signed by the checksum %j', (checksum) => {
    const post = received(signedPost(URL_OF_HOOK, fields, { manner: USUAL, secret: SECRET }));
    expect(mannerOf({ ...post, checksum }, URL_OF_HOOK, SECRET)).toBeUndefined();
    expect(mannerOf({ ...post, checksum: undefined }, URL_OF_HOOK, SECRET)).toBeUndefined();
  });

  it.each([
    { auth: 'checksum', hash: 'SHA1', signed: 'json', body: 'form' },
    { auth: 'checksum', hash: 'SHA256', signed: 'query', body: 'form' },
    { auth: 'checksum', hash: 'SHA512', signed: 'body', body: 'form' },
    { auth: 'checksum', hash: 'SHA384', signed: 'json', body: 'json' },
    { auth: 'bearer', hash: 'SHA1', signed: 'json', body: 'json' },
  ] as const)('is passed on as a server set up with %j would say it', (format) => {
    const said = {
      ...{ url: URL_OF_HOOK, events: ['{"data":{"id":"user-joined","name":"Zoë & co"}}'] },
      ...{ timestamp: 1532718316953, domain: 'bbb.example.com' },
    };
    const { url, headers = {}, body = '' } = callbackRequest({ ...said, secret: SECRET }, format);
    const post = received({ url, headers, body });
    const manner = mannerOf(post, URL_OF_HOOK, SECRET);
    if (manner === undefined) throw new Error('it is not signed');
    const passed = signedPost(URL_OF_HOOK, post.fields, { manner, secret: 'of the front-end' });
    expect(passed).toEqual(pick(callbackRequest({ ...said, secret: 'of the front-end' }, format)));
  });

  it('keeps the rest of the callback URL as it was registered', () => {
    const urlOf = (url: string) => signedPost(url, fields, { manner: USUAL, secret: SECRET }).url;
    expect(urlOf('https://a.example.com/x')).toMatch(/^https:\/\/a\.example\.com\/x\?checksum=[0-9a-f]{40}$/);
    expect(urlOf('https://a.example.com/x?y=%20#z')).toMatch(/x\?y=%20&checksum=[0-9a-f]{40}#z$/);
  });
});
