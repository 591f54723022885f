import { z } from 'zod';
import type { ActionInput, ActionName, ActionOutput } from './control-actions.ts';
import type { Fault, FaultKind } from './faults.ts';
import { readInfo, type SimulatorInfo } from './info-file.ts';

/** A simulator in another process. */
export interface FleetControl {
  /** As they were when the simulator started. */
  readonly servers: SimulatorInfo['servers'];
  /** Any action of control-actions.ts. Throws ControlRefused, SimulatorNotRunning. */
  send<A extends ActionName>(action: A, input: ActionInput<A>): Promise<ActionOutput<A>>;
  /** Sets the faults of one server (from 1), or of all. */
  fault(server: number | 'all', ...faults: readonly (Fault | FaultKind)[]): Promise<void>;
}

/** Nobody is there; the message says where was looked. */
export class SimulatorNotRunning extends Error {
  override readonly name = 'SimulatorNotRunning';
}

/** The simulator does not do that; the message says why. */
export class ControlRefused extends Error {
  override readonly name = 'ControlRefused';
}

const refusal = z.object({ error: z.string() });

function reasonIn(body: string): string | undefined {
  try {
    return refusal.parse(JSON.parse(body)).error;
  } catch {
    return undefined;
  }
}

/** Finds the simulator by its info file. Throws SimulatorNotRunning. */
export async function controlFleet(infoFile: string): Promise<FleetControl> {
  const info = await readInfo(infoFile);
  if (info === undefined) throw new SimulatorNotRunning(`no simulator is running (there is no ${infoFile})`);
  const { control, servers } = info;

  async function send<A extends ActionName>(action: A, input: ActionInput<A>): Promise<ActionOutput<A>> {
    const response = await post(`${control.url}/${action}`, control.token, input);
    const body = await response.text();
    if (!response.ok) throw new ControlRefused(reasonIn(body) ?? `HTTP ${response.status}`);
    return JSON.parse(body);
  }

  async function post(url: string, token: string, input: unknown): Promise<Response> {
    try {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      return await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
    } catch (cause) {
      throw new SimulatorNotRunning(`the simulator of ${infoFile} does not answer`, { cause });
    }
  }

  return {
    servers,
    send,
    async fault(server, ...faults) {
      await send('fault', {
        server,
        faults: faults.map((one) => (typeof one === 'string' ? { kind: one } : one)),
      });
    },
  };
}
