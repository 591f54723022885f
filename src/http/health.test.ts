import { expect, it } from 'vitest';
import { StoreUnavailable } from '../cluster/ports.ts';
import { createReadiness } from './health.ts';

const good = { check: async () => {} };
const full = { ...good, readOnly: () => 'the disk is full' };
const away = {
  check: async () => {
    throw new StoreUnavailable('Redis does not answer');
  },
};

it('a process is ready while all its stores answer, and it is not told to stop', async () => {
  expect(await createReadiness([good, good], () => false).check()).toBeUndefined();
  expect(await createReadiness([good, away], () => false).check()).toBe('Redis does not answer');
  expect(await createReadiness([good], () => true).check()).toBe('the process is stopping');
});

it('it is ready also where nothing can be written, and says that it is so', async () => {
  const readiness = createReadiness([good, full], () => false);
  expect([await readiness.check(), readiness.readOnly()]).toEqual([undefined, 'the disk is full']);
  expect(createReadiness([good], () => false).readOnly()).toBeUndefined();
});
