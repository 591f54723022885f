import { type Helper, startHelper } from './child.ts';
import type { Driven, Job } from './driver.ts';
import type { FleetArgs, FleetAsk, FleetReply, FleetServer } from './fleet.ts';
import type { FloorAsk, FloorReply, FloorSetup } from './floors/floor.ts';

/** Requests of a measurement got no answer, or not the expected one. */
export class RequestsFailed extends Error {}

export interface Driver {
  readonly pid: number;
  /** Throws {@link RequestsFailed} unless every answer is the expected one: a fast failure is no result. */
  drive(job: Job): Promise<Driven>;
  stop(): Promise<void>;
}

export function startDriver(): Driver {
  const helper = startHelper<Job, Driven>('driver.ts', {});
  return {
    pid: helper.pid,
    stop: helper.stop,
    async drive(job) {
      const driven = await helper.ask(job);
      if (driven.failed === 0 && driven.completed > 0) return driven;
      const request = job.requests[0]?.split('\r\n', 1)[0];
      throw new RequestsFailed(`${driven.failed} of the requests (${request}) failed:\n${driven.failure}`);
    },
  };
}

export interface Fleet {
  readonly servers: readonly FleetServer[];
  set(latencyMs: number, hanging?: number): Promise<void>;
  /** From the first request since `set` to the last answer, and how many there were. */
  span(): Promise<{ readonly spanMs: number; readonly answers: number }>;
  stop(): Promise<void>;
}

export async function startFleet(args: FleetArgs): Promise<Fleet> {
  const helper: Helper<FleetAsk, FleetReply> = startHelper('fleet.ts', args);
  const { servers } = await helper.ask({ what: 'servers' });
  return {
    servers,
    stop: helper.stop,
    span: () => helper.ask({ what: 'span' }),
    async set(latencyMs, hanging = 0) {
      await helper.ask({ what: 'set', latencyMs, hanging });
    },
  };
}

export interface Floor {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

export type FloorName = 'constant' | 'redirect' | 'pass-through';

export async function startFloor(name: FloorName, setup: FloorSetup): Promise<Floor> {
  const helper: Helper<FloorAsk, FloorReply> = startHelper(`floors/${name}.ts`, setup);
  const { port } = await helper.ask({ what: 'port' });
  return { pid: helper.pid, port, stop: helper.stop };
}
