import { expect, it, onTestFinished } from 'vitest';
import { signJwt } from '../../src/bbb/jwt.ts';
import { freePort, runProcess, startProcess, waitForAnswer } from '../helpers/index.ts';
import { startHttp } from '../helpers/servers.ts';
import { type Balancer, type Params, SECRET, sign, startBalancer } from './balancer.ts';

const SOON = { timeout: 30_000 };
const TENANT = 'secret-of-the-tenant';
const FSAPI = 'password-of-freeswitch';
const COLLECTOR = 'token-of-the-collector';
const FRONT_END = 'token-of-the-front-end';
const PASSWORDS = ['password-of-moderators', 'password-of-attendees'];
const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** Takes what it is told of traces. */
async function startCollector() {
  const texts: string[] = [];
  const { port } = await startHttp(async (message, response) => {
    let text = '';
    for await (const piece of message.setEncoding('utf8')) text += piece;
    texts.push(text);
    response.end('{}');
  });
  return { texts, url: `http://127.0.0.1:${port}` };
}

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

const spansIn = (texts: readonly string[]): Span[] =>
  texts.flatMap((text) => JSON.parse(text).resourceSpans[0].scopeSpans[0].spans);

/** Every kind of call there is, good ones and bad ones; returns the checksums that were sent. */
async function callEverything(pool: Balancer, token: string, frontEnd: string): Promise<string[]> {
  const checksums: string[] = [];
  const query = (call: string, params: Params, secret: string): string => {
    const signed = sign(call, params, secret);
    checksums.push(signed.replace(/^.*checksum=/, ''));
    return signed;
  };
  const api = `${pool.origin}/t/lms/bigbluebutton/api`;
  const ask = async (call: string, params: Params, secret = TENANT, init: RequestInit = {}) =>
    await (
      await fetch(`${api}/${call}?${query(call, params, secret)}`, { redirect: 'manual', ...init })
    ).text();
  const [moderatorPW = '', attendeePW = ''] = PASSWORDS;
  const room = { meetingID: 'room', name: 'A room', moderatorPW, attendeePW };
  const about = { meetingID: 'room', recordID: 'rec', publish: 'true' };
  const callbacks = {
    'meta_analytics-callback-url': frontEnd,
    'meta_bn-recording-ready-url': frontEnd,
    meta_endCallbackUrl: frontEnd,
  };
  await ask('create', { ...room, ...callbacks });
  for (const secret of [TENANT, 'wrong'])
    for (const call of [
      '',
      'getMeetings',
      'getMeetingInfo',
      'isMeetingRunning',
      'getRecordings',
      'noSuchCall',
    ])
      await ask(call, about, secret);
  await ask('join', { meetingID: 'room', fullName: 'Ann', password: moderatorPW });
  await ask('join', { meetingID: 'nowhere', fullName: 'Ann', password: 'wrong' }, TENANT, {
    headers: { accept: 'text/html' },
  });
  for (const call of [
    'publishRecordings',
    'updateRecordings',
    'deleteRecordings',
    'getRecordingTextTracks',
    'sendChatMessage',
  ])
    await ask(call, about);
  const xml = { method: 'POST', headers: { 'content-type': 'application/xml' }, body: '<modules/>' };
  await ask('insertDocument', about, TENANT, xml);
  await ask('end', { meetingID: 'room', password: moderatorPW });
  const admin = `${pool.origin}/scalelite/api`;
  const bearer = { authorization: `Bearer ${token}` };
  for (const path of ['/servers?show_secrets=true', '/tenants', '/nowhere', '/log-level'])
    await (await fetch(`${admin}${path}`, { headers: bearer })).text();
  await (await fetch(`${admin}/servers`, { headers: { authorization: `Bearer ${token}x` } })).text();
  await (await fetch(`${admin}/getServers?${query('getServers', {}, SECRET)}`)).text();
  const json = { ...bearer, 'content-type': 'application/json' };
  const tenant = { name: 'another', secrets: [`${TENANT}-2`] };
  for (const body of [tenant, { ...tenant, secret: TENANT }])
    await fetch(`${admin}/tenants`, { method: 'POST', headers: json, body: JSON.stringify(body) });
  const basic = `Basic ${Buffer.from(`fsapi:${FSAPI}`).toString('base64')}`;
  const dial = new URLSearchParams({
    section: 'dialplan',
    'Caller-Destination-Number': '1',
    variable_pin: '12345',
  });
  await (
    await fetch(`${pool.origin}/fsapi`, { method: 'POST', headers: { authorization: basic }, body: dial })
  ).text();
  const jwt = signJwt(
    { exp: Math.floor(Date.now() / 1000) + 600 },
    pool.fleet.servers[0]?.secret ?? '',
    'HS512',
  );
  const said = { authorization: `Bearer ${jwt}`, 'content-type': 'application/json' };
  await fetch(`${api}/analytics_callback`, { method: 'POST', headers: said, body: '{"meeting_id":"room"}' });
  await fetch(`${pool.origin}/scalelite/api/recordings/upload`, {
    method: 'POST',
    headers: said,
    body: 'no tar',
  }).catch(() => {});
  await (await fetch(`${pool.origin}/presentation/rec/metadata.xml?token=${jwt}`)).text();
  // And what a server says that is in trouble.
  await Promise.all(pool.fleet.servers.map((server) => server.fault({ kind: 'refuse' })));
  await ask('create', { ...room, meetingID: 'in trouble' });
  await ask('getMeetings', {});
  return [...checksums, jwt];
}

it('metrics, logs and traces tell of all that API and poller do, and nowhere a secret', {
  timeout: 120_000,
}, async () => {
  const collector = await startCollector();
  const { port } = await startHttp((_, response) => response.writeHead(500).end());
  const frontEnd = `http://127.0.0.1:${port}/told?token=${FRONT_END}`;
  const metricsPort = await freePort();
  const env = {
    MULTITENANCY_ENABLED: 'true',
    URL_HOST: '127.0.0.1',
    LOG_LEVEL: 'trace',
    FSAPI_PASSWORD: FSAPI,
    POLL_INTERVAL: '1',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${COLLECTOR}`,
  };
  const pool = await startBalancer({ fleet: { servers: 2 }, env });
  onTestFinished(() => pool.close());
  await pool.store.tenants.add({ id: 'id-of-lms', name: 'lms', secrets: [TENANT], lrs: {} });
  const { stdout } = await runProcess({
    command: 'bin/scalelite',
    args: ['tokens', 'create', '--name', 'all', '--scope', 'admin'],
    env: { ...pool.env, LOG_LEVEL: 'info' },
  });
  const token = stdout.trim();
  const poller = await startProcess({
    command: 'bin/scalelite',
    args: ['poll'],
    env: { ...pool.env, METRICS_LISTEN: `tcp://127.0.0.1:${metricsPort}` },
  });
  onTestFinished(async () => void (await poller.stop()));

  const created = await fetch(
    `${pool.origin}/t/lms/bigbluebutton/api/create?${sign('create', { meetingID: 'told', name: 'Told' }, TENANT)}`,
    { headers: { 'x-request-id': 'id-of-the-client', traceparent: `00-${TRACE}-b7ad6b7169203331-01` } },
  );
  expect(await created.text()).toContain('SUCCESS');
  expect(created.headers.get('x-request-id')).toBe('id-of-the-client');
  const sent = await callEverything(pool, token, frontEnd);

  // The log: a line for the call, with all that is known of it.
  const lines = () =>
    pool.process.stdout
      .text()
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.startsWith('{'));
  await expect
    .poll(
      () =>
        lines()
          .map((line) => JSON.parse(line))
          .find(({ requestId, msg }) => requestId === 'id-of-the-client' && msg === 'call'),
      SOON,
    )
    .toMatchObject({
      ...{
        level: 'info',
        call: 'create',
        method: 'GET',
        outcome: 'ok',
        tenant: 'lms',
        meeting: 'told',
        msg: 'call',
      },
      server: expect.stringMatching(/./),
      ms: expect.any(Number),
    });

  // Metrics: of the API, and of the poller where it tells them.
  const metrics = async (origin: string) => await (await fetch(`${origin}/metrics`)).text();
  const wanted = [
    /^scalelite_requests_total\{call="create",outcome="ok"\} 2$/m,
    /^scalelite_requests_total\{call="other",outcome="unsupportedRequest"\} \d+$/m,
    /^scalelite_admin_requests_total\{call="tenants.add",outcome="ok"\} 1$/m,
    /^scalelite_placements_total\{server=".+",reason="leastLoad"\} \d/m,
    /^scalelite_upstream_requests_total\{server=".+",outcome="refused"\} \d/m,
    /^scalelite_callback_attempts_total\{kind="analytics",outcome="later"\} \d/m,
    /^scalelite_processes 1$/m,
  ];
  const missing = async () => {
    const text = await metrics(pool.origin);
    return wanted.filter((pattern) => !pattern.test(text));
  };
  await expect.poll(missing, SOON).toEqual([]);
  const api = await metrics(pool.origin);
  await waitForAnswer(`http://127.0.0.1:${metricsPort}/healthz`);
  const ofPoller = () => metrics(`http://127.0.0.1:${metricsPort}`);
  await expect.poll(ofPoller, SOON).toMatch(/^scalelite_polls_total\{outcome="refused"\} \d/m);

  await Promise.all([pool.process.stop(), poller.stop()]);

  // The trace goes on with the client's, to the server and the stores; the last spans go as the processes end.
  const all = spansIn(collector.texts);
  expect(all.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['tenants.add', 'getServers', 'fsapi', 'analytics_callback']),
  );
  const spans = all.filter(({ traceId }) => traceId === TRACE);
  const request = spans.find(({ name }) => name === 'create');
  expect(request?.parentSpanId).toBe('b7ad6b7169203331');
  const names = spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['bbb create', 'meetings.place', 'meetings.settle']));

  // Nowhere a secret.
  const told = [pool.process.output.text(), poller.output.text(), api, ...collector.texts].join('\n');
  const servers = pool.fleet.servers.map(({ secret }) => secret);
  const secrets = [SECRET, TENANT, FSAPI, COLLECTOR, FRONT_END, token, ...PASSWORDS, ...servers, ...sent];
  expect(told.length).toBeGreaterThan(10_000);
  expect(secrets.filter((secret) => secret.length < 8)).toEqual([]);
  expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
  expect(told).not.toMatch(/checksum=(?!\*)/);
});
