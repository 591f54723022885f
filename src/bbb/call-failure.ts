import { errors } from 'undici';

/** Why a call has no answer. */
export type FailureReason =
  | 'badUrl'
  | 'refused'
  | 'dns'
  | 'connectTimeout'
  | 'tls'
  | 'unreachable'
  /** Before a byte of the answer. */
  | 'reset'
  /** In the middle of the answer. */
  | 'truncated'
  | 'timeout'
  | 'notHttp'
  | 'tooLarge'
  | 'badEncoding'
  | 'aborted';

/**
 * A call without an answer. `notSent`: nothing of it can have reached the server's application, so that
 * another server may be asked instead; `answerLost`: it may have taken effect. The message never holds the
 * address: its query is signed.
 */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';
  readonly kind: 'notSent' | 'answerLost';
  readonly reason: FailureReason;
  readonly serverId: string;

  constructor(kind: CallFailure['kind'], reason: FailureReason, serverId: string, cause?: unknown) {
    super(`server ${serverId}: ${reason}`, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.reason = reason;
    this.serverId = serverId;
  }
}

/** What a failure to connect means. */
export function connectReason(error: unknown): FailureReason {
  const code = codeOf(error);
  if (CLOSED.test(code)) return 'aborted';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'connectTimeout';
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'dns';
  if (TLS.test(code)) return 'tls';
  return 'unreachable';
}

/** What a failure on an open connection means. `begun`: some of the answer had come. */
export function answerReason(error: unknown, begun: boolean): FailureReason {
  if (CLOSED.test(codeOf(error))) return 'aborted';
  if (error instanceof errors.HTTPParserError) return 'notHttp';
  return begun ? 'truncated' : 'reset';
}

/** The client itself was closed. */
const CLOSED = /^UND_ERR_(DESTROYED|CLOSED)$/;
const TLS =
  /^(ERR_SSL|ERR_TLS|ERR_OSSL|EPROTO|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_)/;

/** Of several addresses tried, the first one's tells. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
