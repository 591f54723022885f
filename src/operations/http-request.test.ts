import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseQuery } from '../bbb/query.ts';
import { OperationFailed } from './failure.ts';
import { requestReader, toRequest } from './http-request.ts';
import { type Operation, operation } from './operation.ts';

const input = z.object({
  id: z.string(),
  name: z.string().optional(),
  count: z.number().optional(),
  whole: z.number().int().default(1),
  flag: z.boolean().default(false),
  list: z.array(z.string()).optional(),
  numbers: z.array(z.number().int()).optional(),
});

const common = {
  name: 'x.y',
  scope: 'read',
  summary: 'X',
  input,
  output: z.null(),
  run: async () => null,
} as const;
const get = operation({ ...common, method: 'GET', path: '/xs/{id}/y' });
const post = operation({ ...common, method: 'POST', path: '/xs/{id}/y' });

/** What comes out of a request that was written by one side and read by the other. */
function there(row: Operation, fields: Record<string, unknown>): unknown {
  const { path, query, body = {} } = toRequest(row, fields);
  const [, id = ''] = /^\/xs\/([^/]*)\/y$/.exec(path) ?? [];
  const pairs = parseQuery(query).map(({ name, value = '' }) => ({ name, value }));
  const sent = JSON.parse(JSON.stringify(body));
  return requestReader(row)({ path: { id: decodeURIComponent(id) }, query: pairs, body: sent });
}

const FIELDS = {
  id: 'a/b%2F?&ö 1',
  name: 'true',
  count: -2.5,
  whole: 7,
  flag: true,
  list: ['1', 'a,b', ''],
  numbers: [1, 2],
};

describe('an input', () => {
  it.each([get, post])('comes through a request as it was: $method', (row) => {
    expect(there(row, FIELDS)).toEqual(FIELDS);
    expect(there(row, { id: '1', name: undefined })).toEqual({ id: '1' });
    expect(there(row, { id: 'half \ud800' })).toEqual({ id: 'half \ufffd' });
  });

  it('stands in the query, or in the body, and what identifies in the path', () => {
    const fields = { id: 'a b', flag: true, list: ['1', '2'] };
    expect(toRequest(get, fields)).toEqual({
      path: '/xs/a%20b/y',
      query: 'flag=true&list=1&list=2',
      body: undefined,
    });
    expect(toRequest(post, fields)).toEqual({
      path: '/xs/a%20b/y',
      query: '',
      body: { flag: true, list: ['1', '2'] },
    });
  });

  it.each(['', '.', '..', undefined])('can not be sent with the id %j', (id) => {
    expect(() => toRequest(get, { id })).toThrow(OperationFailed);
  });
});

describe('a request', () => {
  const read = requestReader(get);
  const ask = (query: string) =>
    read({
      path: { id: '1' },
      query: parseQuery(query).map(({ name, value = '' }) => ({ name, value })),
      body: {},
    });

  it('keeps as text what is not what it should be', () => {
    expect(ask('count=abc&whole=&flag=yes&numbers=x&name=5')).toEqual({
      id: '1',
      count: 'abc',
      whole: '',
      flag: 'yes',
      numbers: ['x'],
      name: '5',
    });
  });

  it('keeps what is given twice, and what nobody knows', () => {
    expect(ask('name=a&name=b&other=1')).toEqual({ id: '1', name: ['a', 'b'], other: '1' });
  });

  it('may repeat what its address names, if it means the same', () => {
    expect(requestReader(post)({ path: { id: '1' }, query: [], body: { id: '1' } })).toEqual({ id: '1' });
    expect(() => requestReader(post)({ path: { id: '1' }, query: [], body: { id: '2' } })).toThrow(
      OperationFailed,
    );
  });
});
