/** The operator at the terminal of this machine: who that is, and what is done for them. */
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Actor, Change } from './audit/entry.ts';
import { createTrail, type Trail } from './audit/trail.ts';
import { CommandFailed } from './cli/output.ts';
import type { Remote } from './cli/remote.ts';
import type { Services } from './cli/services.ts';
import type { Log } from './cluster/log.ts';
import type { OperationContext } from './operations/context.ts';
import type { Operate } from './operations/operation.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Commands print what they have to say themselves. */
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** The user of the operating system; with sudo, the one who called it. */
export function terminalActor(via: Actor['via'], env: Env): Actor {
  const user = userName();
  const caller = env['SUDO_USER'];
  return { via, name: caller ? `${caller} (as ${user})` : user, from: undefined };
}

/** A container may run under a number that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** The trail of what is done here. What it can't write down is told on stderr. */
export async function openTrail(
  { config, database, terminal }: Pick<Services, 'config' | 'database' | 'terminal'>,
  actor: Actor,
): Promise<Trail> {
  const { auditRetentionMs: keepMs } = await config();
  const failed = ({ action, subject }: Change, reason: string): void => {
    const what = `${action} ${subject.replace(/\p{Cc}/gu, ' ')}`;
    terminal.stderr.write(`WARNING: ${what} is not in the audit log: ${reason}\n`);
  };
  const store: Parameters<typeof createTrail>[0]['store'] = async () => (await database())?.audit;
  return createTrail({ store, actor, keepMs, now: Date.now, failed });
}

/** What operations are done with here, and what ends those that are done elsewhere. */
export interface OperatorParts
  extends Pick<
    Services,
    'config' | 'store' | 'database' | 'recordingFiles' | 'importQueue' | 'client' | 'trail'
  > {
  readonly interrupted: () => AbortSignal;
}

export interface Operator extends Pick<Services, 'operate' | 'connectTo' | 'remote'> {
  /** Throws CommandFailed when the command line names another balancer: what is opened is this machine's. */
  stayHere(): void;
}

/** Does what the operator asks for: on the stores of this machine, or at another balancer. */
export function createOperator(parts: OperatorParts, actor: Actor, env: Env): Operator {
  let named: Partial<Remote> = {};
  const remote = (): Remote | undefined => {
    const url = named.url ?? (env['SCALELITE_URL'] || undefined);
    return url === undefined ? undefined : { url, token: named.token ?? env['SCALELITE_TOKEN'] };
  };
  return {
    remote,
    connectTo(other) {
      named = other;
    },
    stayHere() {
      if (named.url !== undefined)
        throw new CommandFailed('This command works on its own machine only, not with --url');
    },
    operate: async (row, input, options) => {
      const there = remote();
      if (there === undefined) return await here(parts, actor)(row, input, options);
      const { operateRemotely } = await import('./cli/remote.ts');
      return await operateRemotely(there, parts.interrupted)(row, input);
    },
  };
}

function here(parts: OperatorParts, actor: Actor): Operate {
  return async (row, input, { progress } = {}) => {
    const { perform } = await import('./operations/perform.ts');
    const context: OperationContext = {
      config: await parts.config(),
      store: await parts.store(),
      trail: await parts.trail(),
      database: parts.database,
      files: parts.recordingFiles,
      importQueue: parts.importQueue,
      client: parts.client,
      log: silent,
      now: Date.now,
      newId: randomUUID,
      actor,
      scope: 'admin',
      ...(progress && { progress }),
    };
    return await perform(row, context, input);
  };
}
