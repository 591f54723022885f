import { z } from 'zod';
import { poolTotals } from '../cluster/pool-totals.ts';
import { nothing } from './fields.ts';
import { operation } from './operation.ts';

const count = (description: string) => z.number().meta({ description, examples: [4] });

const poolStats = z
  .object({
    servers: count('Servers in the pool'),
    enabled: count('Servers that the operator wants new meetings on'),
    cordoned: count('Servers that get no new meetings'),
    disabled: count('Servers that get no meetings'),
    available: count('Servers that may take a new meeting now'),
    online: count('Servers that answer the poller'),
    meetings: count('Meetings at the last polls'),
    users: count('Users at the last polls'),
    videos: count('Webcams at the last polls'),
    load: count('The load of all servers together'),
  })
  .meta({ id: 'PoolStats', description: 'The pool in a few numbers' });

export const showStats = operation({
  name: 'stats.show',
  method: 'GET',
  path: '/stats',
  scope: 'read',
  summary: 'Show the pool in a few numbers',
  input: nothing,
  output: poolStats,
  async run({ store }) {
    return { ...poolTotals(await store.servers.list()) };
  },
});
