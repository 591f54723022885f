import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openPool } from '../../test/helpers/pool.ts';
import { createLeaseKeeper } from './lease-keeper.ts';
import type { LeaseStore } from './ports.ts';

/** Renewed at each third of it: a busy machine may be late by two. */
const TTL = 1200;

async function leaseStore(): Promise<LeaseStore> {
  return (await openPool({ servers: 0 })).store.leases;
}

/** Whether somebody else gets it now. */
async function isFree(leases: LeaseStore, name: string): Promise<boolean> {
  const got = await leases.acquire([name], 'somebody else', 60_000);
  await leases.release([name], 'somebody else');
  return got.has(name);
}

describe('leases kept', () => {
  it('last for as long as the work takes, and not longer', async () => {
    const leases = await leaseStore();
    const keeper = createLeaseKeeper(leases, 'us', TTL);
    onTestFinished(keeper.close);
    expect(await keeper.hold(['a', 'b'])).toEqual(new Set(['a', 'b']));
    await delay(2 * TTL);
    expect([await isFree(leases, 'a'), await isFree(leases, 'b')]).toEqual([false, false]);
    await keeper.release(['a']);
    // Time for a renewal.
    await delay(TTL / 2);
    expect([await isFree(leases, 'a'), await isFree(leases, 'b')]).toEqual([true, false]);
    await keeper.close();
    await keeper.close();
    expect(await isFree(leases, 'b')).toBe(true);
  });

  it('do not include what somebody else holds', async () => {
    const leases = await leaseStore();
    const keeper = createLeaseKeeper(leases, 'us', TTL);
    onTestFinished(keeper.close);
    await leases.acquire(['a'], 'they', 60_000);
    expect(await keeper.hold(['a', 'b'])).toEqual(new Set(['b']));
    expect(await keeper.hold([])).toEqual(new Set());
    await keeper.release(['a']);
    expect(await isFree(leases, 'a')).toBe(false);
  });

  it('are not taken back once they were lost', async () => {
    const leases = await leaseStore();
    const keeper = createLeaseKeeper(leases, 'us', TTL);
    onTestFinished(keeper.close);
    await keeper.hold(['a']);
    await leases.release(['a'], 'us');
    await leases.acquire(['a'], 'they', 60_000);
    await delay(TTL);
    await leases.release(['a'], 'they');
    await delay(TTL);
    expect(await isFree(leases, 'a')).toBe(true);
  });
});
