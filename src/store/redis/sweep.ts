import type { RedisClient } from './client.ts';

const CHUNK = 500;

interface Step {
  readonly cursor: string;
  readonly cleared: number;
}

interface NumbersStep extends Step {
  /** Numbers of meetings that are neither recorded nor listed. */
  readonly orphans: readonly { readonly number: string; readonly id: string }[];
}

/** Numbers before the list of meetings: that a meeting is listed tells that its number is a leftover. */
export async function sweep(client: RedisClient, look: ReadonlySet<string>) {
  const numbers = await sweepNumbers(client, look);
  return { cleared: numbers.cleared + (await sweepMeetings(client)), orphans: numbers.orphans };
}

async function sweepNumbers(client: RedisClient, look: ReadonlySet<string>) {
  const orphans = new Set<string>();
  let cleared = 0;
  let cursor = '0';
  do {
    const step = await client.run<NumbersStep>('sweep-numbers', { cursor, count: CHUNK });
    const again = step.orphans.filter((one) => look.has(mark(one)));
    const dropped = again.length > 0 ? await client.run<number>('drop-numbers', { orphans: again }) : 0;
    for (const one of step.orphans) if (!look.has(mark(one))) orphans.add(mark(one));
    cleared += step.cleared + dropped;
    cursor = step.cursor;
  } while (cursor !== '0');
  return { cleared, orphans };
}

async function sweepMeetings(client: RedisClient): Promise<number> {
  let cleared = 0;
  let cursor = '0';
  do {
    const step = await client.run<Step>('sweep-meetings', { cursor, count: CHUNK });
    cleared += step.cleared;
    cursor = step.cursor;
  } while (cursor !== '0');
  return cleared;
}

function mark({ number, id }: { number: string; id: string }): string {
  return `${number} ${id}`;
}
