import { expect, it } from 'vitest';
import { showConfig } from './config.ts';
import { perform } from './perform.ts';
import { openContext } from './testing.ts';

it('the configuration is told with where it comes from, and without secrets', async () => {
  const context = await openContext({
    env: { LOADBALANCER_SECRET: 'nobody-is-told', POLL_INTERVAL: '7', REDIS_URL: '' },
  });
  const rows = await perform(showConfig, context, {});
  const row = (name: string) => rows.find((one) => one.name === name);
  expect(row('POLL_INTERVAL')).toEqual({ name: 'POLL_INTERVAL', value: '7', source: 'environment' });
  expect(row('LOADBALANCER_SECRET')).toMatchObject({ value: '*****', source: 'environment' });
  expect(row('REDIS_URL')).toEqual({ name: 'REDIS_URL', value: '', source: 'default' });
  expect(JSON.stringify(rows)).not.toContain('nobody-is-told');
});
