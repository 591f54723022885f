import { expect, it, onTestFinished } from 'vitest';
import { runProcess } from '../helpers/index.ts';
import { SECRET, sign, startBalancer } from './balancer.ts';
import { placeMeeting } from './installation.ts';

it('the stream of events tells what other processes do, and ends when its own is stopped', {
  timeout: 60_000,
}, async () => {
  const balancer = await startBalancer();
  onTestFinished(() => balancer.close());
  const response = await fetch(`${balancer.origin}/scalelite/api/events?${sign('GET/events', {}, SECRET)}`);
  let text = '';
  const over = (async () => {
    for await (const piece of response.body ?? []) text += Buffer.from(piece).toString();
  })();
  const told = () => [...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name);
  await expect.poll(told, { timeout: 30_000 }).toEqual(['snapshot']);
  await runProcess({ command: 'bin/rake', args: ['servers:cordon[sim-1]'], env: balancer.env });
  await placeMeeting(balancer.store, 'room');
  await expect
    .poll(told, { timeout: 30_000 })
    .toEqual(expect.arrayContaining(['server.changed', 'meetings.begun', 'totals']));
  expect(text).toMatch(/"changed":\["state"/);
  expect(text).toContain('"meetings":[{"id":"room","server":"sim-2","tenant":null,"since":"');
  const metrics = await (await fetch(`${balancer.origin}/metrics`)).text();
  expect(metrics).toContain('\nscalelite_servers_available 1\n');
  await balancer.process.stop();
  await over;
});
