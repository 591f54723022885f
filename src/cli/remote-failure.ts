import { OperationFailed, type Problem } from '../operations/failure.ts';
import type { FailureStatus } from '../operations/failure-codes.ts';
import { CommandFailed } from './output.ts';

const STATUSES: readonly FailureStatus[] = [400, 403, 404, 409, 412, 503];

/** Why a balancer could not be asked, in words that lead on. */
export function unreachable(base: string, error: unknown): CommandFailed {
  const { host } = new URL(base);
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError') return new CommandFailed(`${host} has not answered in time`);
  if (name === 'AbortError') return new CommandFailed('Interrupted; what was asked for may have been done');
  const { code, message } = causeOf(error);
  const reason = REASONS[code] ?? (isOfCertificate(code) ? `${message}; ${CERTIFICATE}` : message || code);
  return new CommandFailed(`Can't reach ${host}: ${reason}`);
}

const CERTIFICATE =
  'to trust the authority that signed its certificate, name its file in NODE_EXTRA_CA_CERTS';
const NO_TLS = 'it does not speak TLS there; is it http:// or another port?';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name can not be looked up now',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  ECONNRESET: 'it ended the connection; is it https:// or another port?',
  UND_ERR_SOCKET: 'it ended the connection; is it https:// or another port?',
  EPROTO: NO_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
};

function isOfCertificate(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_/.test(code);
}

/** fetch tells the real reason in its cause; of several addresses each has its own. */
function causeOf(error: unknown): { readonly code: string; readonly message: string } {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  if (!(inner instanceof Error)) return { code: '', message: String(inner) };
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
  return { code, message: inner.message };
}

/** What a balancer's answer, which is no success, is for the operator. `json` undefined: it is no JSON. */
export function refusal(base: string, response: Response, json: unknown): Error {
  const { status, headers } = response;
  if (status === 401)
    return new CommandFailed(
      'The token is not accepted: it was revoked, has expired, or is of another balancer',
    );
  if (status === 429) {
    const wait = headers.get('retry-after');
    return new CommandFailed(`Too many wrong tokens came from here: try again in ${wait ?? 'some'} seconds`);
  }
  const said = json !== null && typeof json === 'object' && 'error' in json ? String(json.error) : undefined;
  const known = STATUSES.find((candidate) => candidate === status);
  if (said !== undefined && known !== undefined) {
    return new OperationFailed(known, said, { problems: problemsIn(json) });
  }
  if (status >= 300 && status < 400) {
    return notThere(base, `leads elsewhere (${headers.get('location') ?? 'it does not say where to'})`);
  }
  return said === undefined ? notThere(base, `answers with HTTP ${status}`) : new CommandFailed(said);
}

/** What answers is not what was looked for. */
export function notThere(base: string, what: string): CommandFailed {
  return new CommandFailed(`${base} ${what}: is it the address of a balancer of this version?`);
}

function problemsIn(json: unknown): Problem[] {
  const list = json !== null && typeof json === 'object' && 'problems' in json ? json.problems : [];
  return Array.isArray(list) ? list.filter(isProblem) : [];
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'field' in value &&
    'problem' in value &&
    typeof value.field === 'string' &&
    typeof value.problem === 'string'
  );
}
