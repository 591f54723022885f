import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeFaults, processRecording, runSimulator, sendFault, showSent } from './command.ts';
import { controlFleet } from './control-client.ts';
import { faultKinds } from './faults.ts';
import { testReceiver } from './testing.ts';

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

describe('the commands simulate sent and simulate recording', () => {
  it('show whom a server called back, without signatures', async () => {
    const { infoFile } = await running();
    const out = output();
    await showSent({ infoFile, server: '1' }, out);
    expect(out.text()).toBe('nothing\n');
    const receiver = await testReceiver();
    const control = await controlFleet(infoFile);
    const room = { server: 1, meetingId: 'room-1' };
    await control.send('createRoom', { ...room, meetingEndedUrl: `${receiver.origin}/ended?sig=secret` });
    await control.send('endRoom', room);
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(1);
    await expect.poll(async () => (await control.send('sent', { server: 1 }))[0]?.outcome).toBe('HTTP 200');
    await showSent({ infoFile, server: '1' }, out);
    expect(out.text()).toMatch(/meetingEndedURL +room-1 +1 +HTTP 200 +http:\S+\/ended\n$/);
    expect(out.text()).not.toContain('secret');
    await expect(showSent({ infoFile, server: '3' }, out)).rejects.toThrow(
      'there is no server 3; there are 2',
    );
    await expect(showSent({ infoFile, server: 'x' }, out)).rejects.toThrow(
      'the server must be a whole number',
    );
  });

  it('tell of a recording', async () => {
    const { infoFile } = await running();
    const out = output();
    await processRecording({ infoFile, server: '2', meetingId: 'room-1' }, out);
    expect(out.text()).toMatch(/^server 2: recording [0-9a-f]{40}-\d+ is processed and published\n$/);
  });
});
