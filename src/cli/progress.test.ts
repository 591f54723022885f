import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { progressBar, withProgress } from './progress.ts';

function terminal(isTTY: boolean) {
  return { stderr: Object.assign(new PassThrough(), { isTTY }) };
}

it('shows on a terminal how far work is, and is gone afterwards', async () => {
  const { stderr } = terminal(true);
  const work = withProgress({ stderr }, 'Ending', async (hear) => {
    hear(1, 4);
    throw new Error('in the middle');
  });
  await expect(work).rejects.toThrow('in the middle');
  expect(String(stderr.read())).toBe('\r\x1b[KEnding ██████░░░░░░░░░░░░░░░░░░ 1/4\r\x1b[K');
});

it('prints nothing where there is no terminal', async () => {
  const { stderr } = terminal(false);
  const work = async (hear: (done: number, total: number) => void) => {
    hear(1, 2);
    return 'done';
  };
  expect(await withProgress({ stderr }, 'Ending', work)).toBe('done');
  expect(stderr.read()).toBeNull();
});

it('fits any count into its bar', () => {
  expect(progressBar(0, 0)).toBe('░░░░░░░░░░░░░░░░░░░░░░░░ 0/0');
  expect(progressBar(7, 5)).toBe('████████████████████████ 7/5');
});
