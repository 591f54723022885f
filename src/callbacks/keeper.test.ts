import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallbackUrls } from '../cluster/callback-params.ts';
import { StoreUnavailable } from '../cluster/ports.ts';
import { createKeeper, type Keeper } from './keeper.ts';

describe('callback URLs', () => {
  let table: Map<string, CallbackUrls>;
  /** What the database does with a write. */
  let database: () => Promise<void>;
  let said: string[];
  let keeper: Keeper;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    table = new Map();
    database = async () => {};
    said = [];
    const tell = (_: object, message: string) => void said.push(message);
    keeper = createKeeper(
      {
        async keep(meetingId, urls) {
          await database();
          table.set(meetingId, urls);
        },
        async find(meetingId) {
          await database();
          const urls = table.get(meetingId);
          return urls && { meetingId, recordingId: undefined, urls };
        },
      },
      { debug: tell, info: tell, warn: tell, error: tell },
    );
  });
  afterEach(() => vi.useRealTimers());

  const away = async () => {
    throw new StoreUnavailable('PostgreSQL cannot be used');
  };
  const urls = (url: string) => ({ recording_ready_url: url });

  it('are kept when the create is answered', async () => {
    await keeper.keep('room', urls('http://lms'));
    expect(table.get('room')).toEqual(urls('http://lms'));
    expect(await keeper.find('room')).toEqual(urls('http://lms'));
    expect(await keeper.find('other')).toBeUndefined();
  });

  it('are known, and kept later, when the database is away', async () => {
    database = away;
    await keeper.keep('room', urls('http://old'));
    await keeper.keep('room', urls('http://new'));
    await keeper.keep('hall', urls('http://hall'));
    expect(await keeper.find('room')).toEqual(urls('http://new'));
    await expect(keeper.find('other')).rejects.toThrow(StoreUnavailable);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(table.size).toBe(0);
    database = async () => {};
    await vi.advanceTimersByTimeAsync(2000);
    expect(Object.fromEntries(table)).toEqual({ room: urls('http://new'), hall: urls('http://hall') });
    expect(said).toEqual(['callback URLs can not be kept; trying again', 'callback URLs are kept again']);
  });

  it('that come while others are kept later are kept with them', async () => {
    database = away;
    await keeper.keep('room', urls('http://lms'));
    const { promise, resolve } = Promise.withResolvers<void>();
    database = () => promise;
    await vi.advanceTimersByTimeAsync(2000);
    await keeper.keep('room', urls('http://new'));
    await keeper.keep('hall', urls('http://hall'));
    resolve();
    await vi.advanceTimersByTimeAsync(0);
    expect(Object.fromEntries(table)).toEqual({ room: urls('http://new'), hall: urls('http://hall') });
  });

  it('hold up no create for longer than a second', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    database = () => promise;
    const kept = keeper.keep('room', urls('http://lms'));
    await vi.advanceTimersByTimeAsync(1000);
    await kept;
    resolve();
    await vi.waitFor(() => expect(table.has('room')).toBe(true));
  });

  it('are held in memory for no more meetings than fit', async () => {
    database = away;
    for (let n = 0; n <= 10_000; n++) await keeper.keep(`room ${n}`, urls('http://lms'));
    expect(said.at(-1)).toContain('too many');
    expect(await keeper.find('room 9999')).toBeDefined();
    await expect(keeper.find('room 10000')).rejects.toThrow(StoreUnavailable);
    await keeper.stop();
  });

  it('are tried once more before the process ends', async () => {
    database = away;
    await keeper.keep('room', urls('http://lms'));
    database = async () => {};
    await keeper.stop();
    expect(table.get('room')).toEqual(urls('http://lms'));
    database = away;
    await keeper.keep('hall', urls('http://lms'));
    await keeper.stop();
    await keeper.stop();
    expect(said.filter((line) => line.includes('lost')).length).toBe(1);
  });
});
