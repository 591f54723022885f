import { readdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root, startChild, tempDir } from './helpers/index.ts';

/** Without the pinned numbers: how fast it is, is no matter of a test. */
async function bench(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const directory = await tempDir();
  onTestFinished(directory.remove);
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: directory.path };
  const child = await startChild(process.execPath, ['bench/main.ts', ...args], { cwd: root, env });
  const { code } = await child.exited;
  const left = readdirSync(directory.path).filter((name) => name.startsWith('scalelite-bench-'));
  expect(left).toEqual([]);
  return { code, stdout: child.stdout.text(), stderr: child.stderr.text() };
}

describe('npm run bench', () => {
  it('measures a call beside its floor on a store of its own and leaves nothing behind', async () => {
    const { code, stdout, stderr } = await bench(
      'top-level',
      'join',
      '--store',
      'redis',
      '--quick',
      '--json',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const positive = expect.toSatisfy((value: unknown) => typeof value === 'number' && value > 0);
    const figures = expect.objectContaining({ requestsPerSecond: positive, p50: positive, p99: positive });
    const row = {
      store: 'redis',
      figures,
      floor: figures,
      ratio: expect.any(Number),
      disturbed: expect.any(Boolean),
    };
    expect(JSON.parse(stdout)).toMatchObject({
      machine: { cores: positive, node: process.version },
      results: [
        { case: 'top-level', ...row },
        { case: 'join', ...row },
      ],
    });
  });

  it('says which cases there are when it is asked for another', async () => {
    const { code, stderr } = await bench('fly');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^No such case: fly\n[\s\S]*get-meetings/);
  });
});
