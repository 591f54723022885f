import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { request as send } from 'undici';
import { describe, expect, it } from 'vitest';
import { startHttp } from '../../test/helpers/servers.ts';
import { type Form, readForm } from './forms.ts';
import { createMemoryBudget, type MemoryBudget } from './memory-budget.ts';

const URLENCODED = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=b';
const field = (value: string) =>
  `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n${value}\r\n--b--\r\n`;

/** A server that reads forms within a budget; each is told what became of it. */
async function startForms(budget: MemoryBudget) {
  const read = (request: IncomingMessage): Promise<Form> =>
    readForm(request, request.headers['content-type'] === URLENCODED ? 'urlencoded' : 'multipart', {
      budget,
    });
  const { port } = await startHttp((request, response) => {
    read(request)
      .then(
        ({ params }) => `${params.length} params`,
        (error: Error) => error.message,
      )
      .then((text) => {
        request.resume();
        response.end(text);
      });
  });
  return async (type: string, body: string | Readable) => {
    const options = { method: 'POST', headers: { 'content-type': type }, body } as const;
    return await (await send(`http://127.0.0.1:${port}/`, options)).body.text();
  };
}

describe('forms that are on their way', () => {
  it.each([
    [URLENCODED, (value: string) => `a=${value}`],
    [MULTIPART, field],
  ])('have so much memory and no more: %s', async (type, body) => {
    const post = await startForms(createMemoryBudget(10_000));
    const refused = 'Too many forms are sent at the same time; try again later.';
    expect(await post(type, body('x'.repeat(20_000)))).toBe(refused);
    // What was refused, and what was taken, counts no more.
    for (let i = 0; i < 3; i++) expect(await post(type, body('x'.repeat(9000)))).toBe('1 params');
  });

  it('have it together, until one is there', async () => {
    const post = await startForms(createMemoryBudget(10_000));
    const slow = new Readable({ read() {} });
    slow.push(`a=${'x'.repeat(8000)}`);
    const first = post(URLENCODED, slow);
    await expect.poll(() => post(URLENCODED, `a=${'x'.repeat(5000)}`)).toMatch(/^Too many/);
    expect(await post(URLENCODED, 'a=1')).toBe('1 params');
    slow.push(null);
    expect(await first).toBe('1 params');
    expect(await post(URLENCODED, `a=${'x'.repeat(5000)}`)).toBe('1 params');
  });
});
