import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { selfSigned } from '../../test/helpers/certificate.ts';
import { listen, startHttp } from '../../test/helpers/servers.ts';
import { type BbbClient, createBbbClient } from './client.ts';

const ANSWER = '<response><returncode>SUCCESS</returncode></response>';

function client(): BbbClient {
  const made = createBbbClient({ hash: 'SHA256', connectTimeoutMs: 5000, responseTimeoutMs: 5000 });
  onTestFinished(() => made.close());
  return made;
}

async function secureServer(certificate = selfSigned()) {
  const https = createServer(certificate, (_, response) => void response.end(ANSWER));
  return await listen(https);
}

function trust(certificate: string): void {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, certificate]);
  onTestFinished(() => setDefaultCACertificates(before));
}

const at = (host: string, port: number) => ({
  id: 'bbb1',
  url: `https://${host}:${port}/bigbluebutton/api`,
  secret: 'secret',
  online: true,
});

describe('a server over TLS', () => {
  it('is called when its certificate is trusted', async () => {
    const certificate = selfSigned();
    trust(certificate.cert);
    const server = await secureServer(certificate);
    const body = await client().call(at('localhost', server.port), { call: 'getMeetings' });
    expect(body.toString()).toBe(ANSWER);
  });

  it('is sent nothing when nobody vouches for its certificate', async () => {
    const server = await secureServer();
    const failed = client().call(at('localhost', server.port), { call: 'create' });
    await expect(failed).rejects.toMatchObject({ kind: 'notSent', reason: 'tls' });
  });

  it('is sent nothing when its certificate is for another name', async () => {
    const certificate = selfSigned('bbb.example.com');
    trust(certificate.cert);
    const server = await secureServer(certificate);
    const failed = client().call(at('localhost', server.port), { call: 'create' });
    await expect(failed).rejects.toMatchObject({ kind: 'notSent', reason: 'tls' });
  });

  it('is sent nothing when it does not speak TLS', async () => {
    const server = await startHttp((_, response) => void response.end(ANSWER));
    const failed = client().call(at('localhost', server.port), { call: 'create' });
    await expect(failed).rejects.toMatchObject({ kind: 'notSent', reason: 'tls' });
  });
});
