import { describe, expect, it } from 'vitest';
import { createSlots } from './slots.ts';

const PATIENT = { patienceMs: 60_000 };
const patient = new AbortController().signal;

/** A task that ends when it is told to. */
function task() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let begun = false;
  const run = (): Promise<string> => {
    begun = true;
    return promise;
  };
  return { run, end: resolve, fail: reject, begun: () => begun };
}

describe('slots', () => {
  it('begin so many tasks at once, and the others in their order as slots come free', async () => {
    const slots = createSlots(2, PATIENT);
    const tasks = [task(), task(), task(), task()];
    const results = tasks.map(({ run }) => slots.run(run, patient));
    await Promise.resolve();
    expect(tasks.map(({ begun }) => begun())).toEqual([true, true, false, false]);
    tasks[1]?.end('second');
    expect(await results[1]).toBe('second');
    expect(tasks.map(({ begun }) => begun())).toEqual([true, true, true, false]);
    for (const one of tasks) one.end('over');
    expect(await Promise.all(results)).toEqual(['over', 'second', 'over', 'over']);
  });

  it('are given away by what takes long, which goes on and gives none back twice', async () => {
    const slots = createSlots(1, { ...PATIENT, giveAwayAfterMs: 20 });
    const [hung, next, last] = [task(), task(), task()];
    const results = [hung, next].map(({ run }) => slots.run(run, patient));
    await expect.poll(next.begun).toBe(true);
    next.end('next');
    await results[1];
    hung.end('late');
    expect(await results[0]).toBe('late');
    const alone = task();
    const more = [alone, last].map(({ run }) => slots.run(run, patient));
    await Promise.resolve();
    expect([alone.begun(), last.begun()]).toEqual([true, false]);
    alone.end('alone');
    last.end('last');
    expect(await Promise.all(more)).toEqual(['alone', 'last']);
  });

  it('come back from a task that fails', async () => {
    const slots = createSlots(1, PATIENT);
    await expect(slots.run(() => Promise.reject(new Error('no')), patient)).rejects.toThrow('no');
    expect(await slots.run(() => Promise.resolve('yes'), patient)).toBe('yes');
  });

  it('are not waited for any longer when time is up', async () => {
    const slots = createSlots(1, PATIENT);
    const [first, second, third] = [task(), task(), task()];
    const running = slots.run(first.run, patient);
    const impatient = new AbortController();
    const waiting = slots.run(second.run, impatient.signal);
    impatient.abort(new Error('time is up'));
    await expect(waiting).rejects.toThrow('time is up');
    const after = slots.run(third.run, patient);
    first.end('first');
    third.end('third');
    expect(await Promise.all([running, after])).toEqual(['first', 'third']);
    expect(second.begun()).toBe(false);
  });

  it('are not waited for until it is too late: who has waited long goes without, and gives none back', async () => {
    const slots = createSlots(1, { patienceMs: 20 });
    const [slow, without, last] = [task(), task(), task()];
    const results = [slow, without].map(({ run }) => slots.run(run, patient));
    await expect.poll(without.begun).toBe(true);
    results.push(slots.run(last.run, patient));
    without.end('without');
    await results[1];
    expect(last.begun()).toBe(false);
    slow.end('slow');
    await results[0];
    expect(last.begun()).toBe(true);
    last.end('last');
    expect(await Promise.all(results)).toEqual(['slow', 'without', 'last']);
  });
});
