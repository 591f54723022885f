import { type BbbClient, CallFailure } from '../../bbb/client.ts';
import { type Probe, probe } from '../../bbb/probe.ts';
import { type ReplyHead, readFields, readReply } from '../../bbb/scanner.ts';
import type { Server } from '../../cluster/server.ts';

/** What a server said when it was asked, or why it said nothing. */
export type Answer =
  | { readonly kind: 'answered'; readonly head: ReplyHead; readonly version: string }
  /** Something answered that is no BBB. */
  | { readonly kind: 'strange' }
  | { readonly kind: 'failed'; readonly failure: CallFailure };

export interface Asked {
  readonly server: Server;
  readonly answer: Answer;
  /** Undefined: it could not be had. */
  readonly probe: Probe | undefined;
}

/** One that takes longer fails users too. */
const PATIENCE_MS = 8000;

/** A signed call, which its secret must open, the version, and what the connection itself tells. */
export async function askServer(client: BbbClient, server: Server): Promise<Asked> {
  const probed = URL.canParse(server.url) ? probe(server.url, PATIENCE_MS) : undefined;
  const answer = await callServer(client, server);
  return { server, answer, probe: await probed };
}

async function callServer(client: BbbClient, server: Server): Promise<Answer> {
  // Asked with all patience, whatever the poller last thought of it.
  const target = { ...server, online: true };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const [meetings, top] = await Promise.all([
      client.call(target, { call: 'getMeetings', signal }),
      client.call(target, { call: '', signal }),
    ]);
    const head = readReply(meetings);
    if (head === undefined) return { kind: 'strange' };
    const fields = readFields(top, ['bbbVersion', 'version']);
    return { kind: 'answered', head, version: (fields?.['bbbVersion'] || fields?.['version'] || '').trim() };
  } catch (failure) {
    if (failure instanceof CallFailure) return { kind: 'failed', failure };
    throw failure;
  }
}
