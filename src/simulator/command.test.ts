import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeFaults, runSimulator, sendFault } from './command.ts';
import { controlFleet } from './control-client.ts';
import { faultKinds } from './faults.ts';

/** Keeps what was written; `written` resolves at the first text. */
function output() {
  let text = '';
  const started = new EventTarget();
  const written = once(started, 'text');
  const write = (more: string) => {
    text += more;
    started.dispatchEvent(new Event('text'));
  };
  return { write, written, text: () => text };
}

/** The simulator as the command runs it, until the test is over. */
async function running() {
  const path = await mkdtemp(join(tmpdir(), 'simulate-'));
  const infoFile = join(path, 'simulator.json');
  const stop = new AbortController();
  const out = output();
  const done = runSimulator({ servers: 2, seed: 1, infoFile, signal: stop.signal }, out);
  onTestFinished(async () => {
    stop.abort();
    await done;
    await rm(path, { recursive: true });
  });
  await out.written;
  return { infoFile, stop, done, text: out.text };
}

async function fault(infoFile: string, server: string, kind: string, more = {}): Promise<string> {
  const out = output();
  await sendFault({ infoFile, server, kind, ...more }, out);
  return out.text();
}

describe('the command simulate', () => {
  it('prints the servers with their secrets, and how to make one fail', async () => {
    const { infoFile, text } = await running();
    for (const { number, url, secret } of (await controlFleet(infoFile)).servers) {
      expect(text()).toMatch(new RegExp(`^  ${number}\\s+${url}\\s+${secret}$`, 'm'));
    }
    expect(text()).toContain('bin/scalelite simulate fault 1 refuse');
  });

  it('runs until its signal, and leaves nothing behind', async () => {
    const { infoFile, stop, done } = await running();
    const { servers } = await controlFleet(infoFile);
    stop.abort();
    await done;
    await expect(controlFleet(infoFile)).rejects.toThrow('no simulator is running');
    for (const { url } of servers) await expect(fetch(url)).rejects.toThrow();
  });
});

describe('the command simulate fault', () => {
  it('breaks and heals a server by its number', async () => {
    const { infoFile } = await running();
    const [server] = (await controlFleet(infoFile)).servers;
    expect(await fault(infoFile, '1', 'refuse')).toBe(`server 1 (${server?.url}): refuse done, now refuse\n`);
    await expect(fetch(server?.url ?? '')).rejects.toThrow();
    expect(await fault(infoFile, '1', 'none')).toBe(`server 1 (${server?.url}): none done, now healthy\n`);
    expect((await fetch(server?.url ?? '')).status).toBe(200);
  });

  it('takes its options', async () => {
    const { infoFile } = await running();
    await fault(infoFile, 'all', 'slow', { ms: '300', calls: 'create, join', times: '2' });
    const states = await (await controlFleet(infoFile)).send('servers', {});
    const expected = [{ kind: 'slow', ms: 300, calls: ['create', 'join'], times: 2 }];
    expect(states.map(({ faults }) => faults)).toEqual([expected, expected]);
  });

  it.each([
    ['9', 'hang', {}, 'there is no server 9; there are 2'],
    ['one', 'hang', {}, 'the server must be a whole number'],
    ['1', 'explode', {}, 'there is no fault explode'],
    ['1', 'slow', { ms: 'long' }, '--ms must be a whole number'],
    ['1', 'hang', { times: '2.5' }, '--times must be a whole number'],
    ['1', 'refuse', { calls: 'create' }, 'refuse takes no calls'],
  ])('%s %s %j is refused in a line', async (server, kind, more, message) => {
    const { infoFile } = await running();
    await expect(fault(infoFile, server, kind, more)).rejects.toThrow(message);
  });

  it('can say what every fault does', () => {
    for (const kind of faultKinds) expect(describeFaults()).toMatch(new RegExp(`^  ${kind} +\\S`, 'm'));
    expect(describeFaults()).toContain('answers late (--ms: delay; default 5000)');
  });
});
