import { expect, it, onTestFinished } from 'vitest';
import { startBalancer } from './balancer.ts';

it('/metrics counts the calls of all processes that share the port', { timeout: 60_000 }, async () => {
  const balancer = await startBalancer({ env: { WEB_CONCURRENCY: '2' } });
  onTestFinished(() => balancer.close());
  const scrape = async (): Promise<string> => (await fetch(`${balancer.origin}/metrics`)).text();
  const calls = Array.from({ length: 40 }, () =>
    balancer.call('getMeetings', {}, { headers: { connection: 'close' } }),
  );
  await Promise.all(calls);
  await expect
    .poll(scrape, { timeout: 30_000, interval: 200 })
    .toContain('scalelite_requests_total{call="getMeetings",outcome="ok"} 40');
  const text = await scrape();
  expect(text).toContain('scalelite_servers_available 2');
  expect(text).toContain('scalelite_request_duration_seconds_count{call="getMeetings"} 40');
});
