import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../cluster/ports.ts';
import { patiently } from './patience.ts';

function failing(times: number, error: Error = new StoreUnavailable('gone')) {
  let asked = 0;
  const work = async (): Promise<number> => {
    asked += 1;
    if (asked <= times) throw error;
    return asked;
  };
  return { work, asked: () => asked };
}

describe('work that needs the database', () => {
  it('is done again when that went away, each time after a longer wait', async () => {
    const waits: number[] = [];
    const wait = async (ms: number): Promise<void> => void waits.push(ms);
    expect(await patiently({ retries: 3, wait }, failing(3).work)).toBe(4);
    expect(waits).toEqual([500, 1000, 2000]);
  });

  it('fails after as many retries as are allowed', async () => {
    const { work, asked } = failing(10);
    await expect(patiently({ retries: 2, wait: async () => {} }, work)).rejects.toThrow('gone');
    expect(asked()).toBe(3);
  });

  it('is not done again after another failure, nor when there is no more time', async () => {
    const other = failing(10, new Error('bug'));
    await expect(patiently({ retries: 5, wait: async () => {} }, other.work)).rejects.toThrow('bug');
    expect(other.asked()).toBe(1);
    const stopped = failing(10);
    const wait = () => Promise.reject(new Error('stopping'));
    await expect(patiently({ retries: 5, wait }, stopped.work)).rejects.toThrow('gone');
    expect(stopped.asked()).toBe(1);
  });
});
