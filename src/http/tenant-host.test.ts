import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { tenantName } from './host.ts';
import { createTenantHost } from './tenant-host.ts';

interface Settings {
  readonly multitenancyEnabled: boolean;
  readonly urlHost: string | undefined;
  readonly tenantHeader: string;
  readonly trustProxy: string[];
}

const CONFIG: Settings = {
  multitenancyEnabled: true,
  urlHost: 'sl.example.com',
  tenantHeader: 'x-tenant',
  trustProxy: ['10.0.0.0/8'],
};

interface Asked {
  readonly host?: string;
  readonly path?: string;
  readonly header?: string;
  readonly from?: string;
}

const API = '/bigbluebutton/api/create';

function address(asked: Asked, config: Partial<Settings> = {}) {
  const { host = 'sl.example.com', path = API, header, from = '10.0.0.1' } = asked;
  const headers = header === undefined ? {} : { 'x-tenant': header };
  // A request is read here for its headers and the address it comes from alone.
  const message = { headers, socket: { remoteAddress: from } } as Partial<IncomingMessage> as IncomingMessage;
  const settings = { ...CONFIG, ...config };
  const found = createTenantHost(settings)(message, host, { path, received: path, query: '' });
  return { tenant: tenantName(found.host, settings.urlHost), path: found.target.path, prefix: found.prefix };
}

describe('a tenant', () => {
  it.each<[Asked, string | undefined]>([
    [{ host: 'one.sl.example.com' }, 'one'],
    [{ path: `/t/one${API}` }, 'one'],
    [{ path: `/t/ONE${API}` }, 'one'],
    [{ header: 'One' }, 'one'],
    [{ host: 'one.sl.example.com', path: `/t/one${API}`, header: 'one' }, 'one'],
    [{}, undefined],
    [{ header: ' ' }, undefined],
  ])('named by %j is %s', (asked, tenant) => {
    expect(address(asked).tenant).toBe(tenant);
  });

  it.each<Asked>([
    { host: 'two.sl.example.com', path: `/t/one${API}` },
    { host: 'two.sl.example.com', header: 'one' },
    { path: `/t/two${API}`, header: 'one' },
  ])('named twice and differently is nobody: %j', (asked) => {
    expect(address(asked).tenant).toBeUndefined();
  });

  it('is not named by the header of somebody who is no proxy of ours', () => {
    expect(address({ header: 'one', from: '192.0.2.1' }).tenant).toBeUndefined();
    expect(address({ host: 'two.sl.example.com', header: 'one', from: '192.0.2.1' }).tenant).toBe('two');
  });

  it.each(['/t/a.b', '/t/a%2eb', '/t/one_', '/t/ one'])('has a name: %s is none', (prefix) => {
    expect(address({ path: `${prefix}${API}` }).tenant).toBeUndefined();
  });

  it('needs no URL_HOST when path or header name it', () => {
    const none = { urlHost: undefined };
    expect(address({ host: 'lb.example.com', path: `/t/one${API}` }, none).tenant).toBe('one');
    expect(address({ host: '127.0.0.1', header: 'one' }, none).tenant).toBe('one');
    expect(address({ host: 'one.example.com' }, none).tenant).toBe('one');
  });
});

describe('the path', () => {
  it('is what stands behind the tenant', () => {
    expect(address({ path: `/t/one${API}` })).toMatchObject({ path: API, prefix: '/t/one' });
    expect(address({ path: '/t/one' })).toMatchObject({ path: '', prefix: '/t/one' });
    expect(address({ path: '/t' })).toMatchObject({ path: '/t', prefix: '' });
    expect(address({ path: '/trial/one' })).toMatchObject({ path: '/trial/one', prefix: '' });
  });

  it('stays as it is without tenancy', () => {
    const off = { multitenancyEnabled: false };
    expect(address({ path: `/t/one${API}`, header: 'one' }, off)).toEqual({
      path: `/t/one${API}`,
      prefix: '',
      tenant: undefined,
    });
  });
});
