import { describe, expect, it } from 'vitest';
import { addServer } from '../../../test/e2e/installation.ts';
import { perform } from '../../operations/perform.ts';
import { revokeToken } from '../../operations/tokens.ts';
import { bearer, openAdminApi, signed } from './testing.ts';

describe('/events', () => {
  it('is told to who has a token to read, or a secret', async () => {
    const api = await openAdminApi();
    await addServer(api.store, { id: 'one', load: 3 });
    const url = `${api.origin}/scalelite/api/events`;
    for (const [address, init] of [
      [url, bearer(await api.token('read'))],
      [`${url}?${signed('GET/events')}`, {}],
    ] as const) {
      const leave = new AbortController();
      const response = await fetch(address, { ...init, signal: leave.signal });
      expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      let text = '';
      for await (const piece of response.body ?? []) {
        text += Buffer.from(piece).toString();
        if (text.includes('event: snapshot')) break;
      }
      expect(text).toContain('"id":"one"');
      leave.abort();
    }
  });

  it('is told to nobody else', async () => {
    const api = await openAdminApi();
    expect((await api.ask('GET', '/events')).status).toBe(401);
    expect((await api.ask('GET', '/events', bearer(`slt_${'x'.repeat(43)}`))).status).toBe(401);
    expect((await api.ask('GET', `/events?${signed('GET/servers')}`)).status).toBe(401);
    expect(await api.admin('POST', '/events', {})).toMatchObject({ status: 405 });
  });

  it('ends soon after a token is good no more', async () => {
    const api = await openAdminApi({}, { eventsCheckMs: 20 });
    const token = await api.token('read');
    const response = await fetch(`${api.origin}/scalelite/api/events`, bearer(token));
    let text = '';
    const over = (async () => {
      for await (const piece of response.body ?? []) text += Buffer.from(piece).toString();
    })();
    await expect.poll(() => text).toContain('event: snapshot');
    await perform(revokeToken, api.context, { id: 'for read' });
    await over;
    expect((await api.ask('GET', '/events', bearer(token))).status).toBe(401);
  });

  it('stands in the API document', async () => {
    const api = await openAdminApi();
    const { json } = await api.ask('GET', '/openapi.json');
    expect(json).toMatchObject({ paths: { '/events': { get: { operationId: 'events.listen' } } } });
  });
});
