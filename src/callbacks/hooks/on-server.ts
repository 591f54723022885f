import { type BbbClient, CallFailure } from '../../bbb/client.ts';
import { type ListedHook, readHookList } from '../../bbb/hook-list.ts';
import type { Params } from '../../bbb/query.ts';
import { readReply } from '../../bbb/scanner.ts';
import type { Log } from '../../cluster/log.ts';
import { reason } from '../../cluster/reasons.ts';
import type { ServerAddress } from '../../cluster/server.ts';
import { type HookKind, type HookRegistration, type HookStore, hookKinds } from './ports.ts';
import type { HookReceiver } from './receiver.ts';

export interface OnServerDeps {
  readonly hooks: Pick<HookStore, 'register' | 'unregister'>;
  readonly receiver: HookReceiver;
  readonly client: BbbClient;
  readonly log: Log;
}

/** What is to be with one server. */
export interface ServerWants {
  /** It is to tell us of these. */
  readonly wanted: readonly HookKind[];
  /** Nobody wants to hear of these from anywhere; what is in neither stays as it is. */
  readonly unwanted: readonly HookKind[];
  /** What is known of it from before. */
  readonly known: readonly HookRegistration[];
}

/** What can't be done just now, in words for operators. */
class Trouble extends Error {
  override readonly name = 'Trouble';
}

/** It answers, and has no hooks at all. */
class NoWebhooks extends Trouble {}

/**
 * Brings our hooks at a server in line with what is wanted of it. It is asked first which there are: it may have lost
 * them, and ours of an earlier address are removed. What keeps it from that is noted, and told once. Throws
 * StoreUnavailable.
 */
export async function syncServer(
  deps: OnServerDeps,
  server: ServerAddress,
  wants: ServerWants,
): Promise<void> {
  const { wanted, unwanted, known } = wants;
  try {
    const there = await ourHooks(deps, server);
    const current = new Map(
      hookKinds.map((kind) => [kind, deps.receiver.urlFor({ serverId: server.id, kind })]),
    );
    const urls = [...current.values()];
    for (const hook of there) if (!urls.includes(hook.callbackUrl)) await destroy(deps, server, hook);
    for (const kind of hookKinds) {
      const found = there.filter(({ callbackUrl }) => callbackUrl === current.get(kind));
      if (unwanted.includes(kind)) for (const hook of found) await destroy(deps, server, hook);
      else if (wanted.includes(kind) && found.length === 0) await create(deps, server, kind);
    }
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    return await noteTrouble(deps, server, wants, error);
  }
  for (const kind of wanted) await note(deps, known, { serverId: server.id, kind, trouble: undefined });
  for (const kind of unwanted)
    if (known.some((one) => one.kind === kind)) await deps.hooks.unregister(server.id, kind);
}

async function note(
  { hooks, log }: OnServerDeps,
  known: readonly HookRegistration[],
  registration: HookRegistration,
): Promise<void> {
  const { serverId, kind, trouble } = registration;
  const before = known.find((one) => one.kind === kind);
  if (before !== undefined && before.trouble === trouble) return;
  await hooks.register(registration);
  const fields = { server: serverId, kind };
  if (trouble !== undefined)
    log.warn({ ...fields, reason: trouble }, 'hooks: a server does not tell its events');
  else log.info(fields, 'hooks: a server tells its events');
}

/** What is to be removed stays noted, so that it is tried again, unless it never was there. */
async function noteTrouble(
  deps: OnServerDeps,
  { id: serverId }: ServerAddress,
  { wanted, unwanted, known }: ServerWants,
  trouble: Trouble,
): Promise<void> {
  for (const kind of wanted) await note(deps, known, { serverId, kind, trouble: trouble.message });
  if (!(trouble instanceof NoWebhooks)) return;
  for (const { kind, trouble: before } of known)
    if (before !== undefined && unwanted.includes(kind)) await deps.hooks.unregister(serverId, kind);
}

async function ourHooks({ client, receiver }: OnServerDeps, server: ServerAddress): Promise<ListedHook[]> {
  const listed = readHookList(await ask(client, server, 'hooks/list'));
  if (listed === undefined) throw new NoWebhooks(reason('noWebhooks', {}));
  return listed.filter(({ callbackUrl }) => receiver.isOurs(server.id, callbackUrl));
}

async function create(
  { client, receiver }: OnServerDeps,
  server: ServerAddress,
  kind: HookKind,
): Promise<void> {
  const callbackURL = receiver.urlFor({ serverId: server.id, kind });
  const raw = kind === 'raw' ? [{ name: 'getRaw', value: 'true' }] : [];
  const reply = await ask(client, server, 'hooks/create', [
    { name: 'callbackURL', value: callbackURL },
    ...raw,
  ]);
  refuseFailure(reply, []);
}

async function destroy({ client }: OnServerDeps, server: ServerAddress, hook: ListedHook): Promise<void> {
  const reply = await ask(client, server, 'hooks/destroy', [{ name: 'hookID', value: hook.id }]);
  refuseFailure(reply, ['destroyMissingHook']);
}

function refuseFailure(reply: Buffer, fine: readonly string[]): void {
  const head = readReply(reply);
  if (head === undefined) throw new Trouble(reason('noWebhooksAnswer', {}));
  if (head.returncode === 'SUCCESS' || fine.includes(head.messageKey ?? '')) return;
  throw new Trouble(reason('refuses', { key: (head.messageKey ?? head.returncode).slice(0, 60) }));
}

async function ask(
  client: BbbClient,
  server: ServerAddress,
  call: string,
  params: Params = [],
): Promise<Buffer> {
  try {
    return await client.call(server, { call, params });
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    throw new Trouble(reason('silent', { reason: error.reason }), { cause: error });
  }
}
