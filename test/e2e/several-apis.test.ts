import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Child, freePort, startProcess, waitForAnswer } from '../helpers/index.ts';
import { hasNginx, type Nginx, startNginx } from '../helpers/nginx.ts';
import { type Balancer, field, type Reply, read, SECRET, sign, startBalancer } from './balancer.ts';

/** One of several processes that serve the same pool. */
interface Api {
  readonly origin: string;
  process: Child;
}

async function startApi(pool: Balancer): Promise<Api> {
  const port = await freePort();
  const api = { origin: `http://127.0.0.1:${port}`, process: await launch(pool, port) };
  await waitForAnswer(`${api.origin}/readyz`);
  return api;
}

function launch(pool: Balancer, port: number | string): Promise<Child> {
  const env = { ...pool.env, BIND: `tcp://127.0.0.1:${port}` };
  return startProcess({ command: 'bin/scalelite', args: ['serve', '--with', 'none'], env });
}

const room = (meetingID: string) => ({ meetingID, name: 'A room', moderatorPW: 'pw' });

async function ask(origin: string, call: string, params: Record<string, string>, init: RequestInit = {}) {
  const url = `${origin}/bigbluebutton/api/${call}?${sign(call, params, SECRET)}`;
  return await read(await fetch(url, { redirect: 'manual', ...init }));
}

const SLIDES = `<modules><module name="presentation"><document name="s.pdf">${'QUJD'.repeat(50_000)}</document></module></modules>`;

describe.skipIf(!hasNginx)('calls through nginx to several APIs', () => {
  let pool: Balancer;
  let apis: [Api, Api];
  let nginx: Nginx;
  beforeAll(async () => {
    pool = await startBalancer({ store: 'redis', fleet: { servers: 3, latencyMs: 5 } });
    apis = [{ origin: pool.origin, process: pool.process }, await startApi(pool)];
    nginx = await startNginx([apis[0].origin, apis[1].origin]);
  });
  afterAll(async () => {
    await nginx.close();
    await Promise.all(apis.map((api) => api.process.stop('SIGKILL')));
    await pool.close();
  });

  /** As it was at first, whatever a story before has done to it. */
  async function revive(api: Api): Promise<void> {
    const { exited } = api.process;
    // Later than what is known already.
    const stillRuns = new Promise((resolve) => setImmediate(resolve, true));
    if ((await Promise.race([exited, stillRuns])) !== true)
      api.process = await launch(pool, new URL(api.origin).port);
    await waitForAnswer(`${api.origin}/readyz`);
  }

  /** Front-ends that make, join and end meetings without a pause, until they are told to stop. */
  function startTraffic() {
    const meetings: string[] = [];
    const wrong: string[] = [];
    const heard = new EventEmitter();
    let answers = 0;
    let stopping = false;
    const check = (what: string, reply: Reply, fine: boolean): void => {
      answers += 1;
      heard.emit('answer');
      if (!fine) wrong.push(`${what}: ${reply.status} ${reply.text}`);
    };
    async function meet(meetingID: string, slides: boolean): Promise<void> {
      const body = slides
        ? { method: 'POST', body: SLIDES, headers: { 'content-type': 'application/xml' } }
        : {};
      const made = await ask(nginx.origin, 'create', room(meetingID), body);
      check(`create ${meetingID}`, made, made.returncode === 'SUCCESS');
      meetings.push(meetingID);
      const joined = await ask(nginx.origin, 'join', { meetingID, fullName: 'A', password: 'pw' });
      check(`join ${meetingID}`, joined, joined.status === 302);
      const info = await ask(nginx.origin, 'getMeetingInfo', { meetingID });
      check(`getMeetingInfo ${meetingID}`, info, info.returncode === 'SUCCESS');
    }
    const frontEnd = async (number: number): Promise<void> => {
      for (let i = 0; !stopping; i++) {
        const meetingID = `m-${number}-${i}`;
        await meet(meetingID, i % 3 === 0).catch((error: Error) =>
          wrong.push(`${meetingID}: ${error.message} ${String(error.cause)}`),
        );
      }
    };
    const frontEnds = Array.from({ length: 4 }, (_, number) => frontEnd(number));
    return {
      wrong,
      meetings,
      /** Resolves when so many more calls were answered. */
      async more(count: number): Promise<void> {
        const until = answers + count;
        while (answers < until && wrong.length === 0) await once(heard, 'answer');
      },
      async stop(): Promise<void> {
        stopping = true;
        await Promise.all(frontEnds);
      },
    };
  }

  it('none is lost while one API after the other is restarted, and one is killed', async () => {
    for (const api of apis) await revive(api);
    const traffic = startTraffic();
    await traffic.more(60);
    for (const api of apis) {
      expect(await api.process.stop('SIGTERM', 30_000)).toEqual({ code: 0, signal: null });
      api.process = await launch(pool, new URL(api.origin).port);
      await waitForAnswer(`${api.origin}/readyz`);
      await traffic.more(30);
    }
    apis[0].process.signal('SIGKILL');
    await apis[0].process.exited;
    await traffic.more(30);
    await traffic.stop();
    expect(traffic.wrong).toEqual([]);
    for (const meetingID of traffic.meetings) {
      const homes = pool.fleet.servers.filter((server) => server.room(meetingID)).map(({ id }) => id);
      expect(homes, meetingID).toEqual([await pool.home(meetingID)]);
    }
  }, 60_000);

  it('a create whose API freezes is taken over, and leaves no second room when it thaws', async () => {
    for (const api of apis) await revive(api);
    const [frozen, other] = apis;
    const meetingID = 'frozen';
    const homes = () => pool.fleet.servers.filter((server) => server.room(meetingID));
    for (const server of pool.fleet.servers)
      await server.fault({ kind: 'slow', ms: 3000, calls: ['create'], times: 1 });
    const first = ask(frozen.origin, 'create', room(meetingID));
    await expect.poll(() => homes().length).toBe(1);
    frozen.process.signal('SIGSTOP');
    const [left] = homes();
    for (const server of pool.fleet.servers) await server.fault('none');
    await pool.store.servers.setState(left?.id ?? '', 'disabled');
    const second = await ask(other.origin, 'create', room(meetingID));
    expect(second).toMatchObject({ returncode: 'SUCCESS' });
    frozen.process.signal('SIGCONT');
    const told = await first;
    expect(field(told.text, 'createTime')).toBe(field(second.text, 'createTime'));
    await expect.poll(() => homes().map(({ id }) => id)).toEqual([await pool.home(meetingID)]);
    await pool.store.servers.setState(left?.id ?? '', 'enabled');
  });
});
