import type { FailureReason } from '../bbb/call-failure.ts';
import { filled, type GapIn } from './gaps.ts';

/** Why a call to a BBB server has no answer: these stand for themselves. */
const ofCalls = {
  badUrl: 'badUrl',
  refused: 'refused',
  dns: 'dns',
  connectTimeout: 'connectTimeout',
  tls: 'tls',
  unreachable: 'unreachable',
  reset: 'reset',
  truncated: 'truncated',
  timeout: 'timeout',
  notHttp: 'notHttp',
  tooLarge: 'tooLarge',
  badEncoding: 'badEncoding',
  aborted: 'aborted',
} as const satisfies Readonly<Record<FailureReason, string>>;

/**
 * Why something with others did not work, as it is kept and told: by its code, in words with gaps. The words are what
 * the stores hold, so one that changes is a new one.
 */
export const reasons = {
  ...ofCalls,
  checksumError: 'checksumError',
  notBbb: 'what answers is no BBB API',

  // Of a meeting's server.
  noServer: 'its server is no longer in the pool',
  noReply: 'its server answers what is no reply of BBB',
  noReturncode: 'Response did not include returncode',
  awaited: 'server {server}: {reason}; its server is waited for until {until}',
  noAnswer: 'server {server}: {reason}',

  // Of what is told to others.
  answeredElsewhere: 'answered {status}: addresses of this kind are not called',
  answered: 'answered {status}',
  late: 'no answer in time',
  answerNotHttp: 'the answer is no HTTP',
  broken: 'the connection broke',
  connectionFailed: 'the connection failed ({code})',
  connectionRefused: 'connection refused',
  noHost: 'no such host',
  noNameServer: 'no name server answers',
  noConnection: 'no connection in time',
  closed: 'connection closed before an answer',
  stopping: 'the process is stopping',
  unsendable: 'the request can not be sent',
  notCalled: 'addresses of this kind are not called',
  noUrl: 'no http(s) URL',
  hookGone: 'its hook is gone',
  tenantGone: 'its tenant is gone',
  noSecret: 'there is no secret to sign it with',
  noRule: 'nobody knows how to send {kind}',
  notMade: 'it could not be made (see the log)',

  // Of the webhooks of BBB servers.
  noWebhooks: 'it has no bbb-webhooks, or that does not run',
  noWebhooksAnswer: 'its answer is not one of bbb-webhooks',
  refuses: 'it refuses ({key})',
  silent: 'it does not answer ({reason})',

  // Of a tar whose import failed.
  noEnd: 'its end is missing',
  endsEarly: 'it ends too early',
  notTar: 'it is not a tar, or it is damaged',
  headerTooLarge: 'an extended header in it is too large',
  headerUnreadable: 'an extended header in it can not be read',
  sizeUnreadable: 'a size in it can not be read',
  sparseFile: 'it holds a sparse file',
  nameless: 'an entry in it has no name',
  zeroByte: 'a name in it holds a zero byte',
  pathTooLong: 'a path in it is too long',
  notUtf8: 'a name in it is not UTF-8',
  absolutePath: 'it holds an absolute path: {path}',
  pathLeadsOut: 'it holds a path that leads out of it: {path}',
  nameTwice: 'it holds a name twice, or one that no file can have: {path}',
  folderWithBytes: 'a folder in it holds bytes: {path}',
  unknownKind: 'it holds an entry of the unknown kind {kind}',
  tooManyEntries: 'it holds more than {most} entries',
  tooManyBytes: 'it unpacks to more than {most} bytes',
  refusedKind: 'it holds {what}: {path}',
  noMetadata: 'it holds no FORMAT/RECORDID/metadata.xml',
  unexpected: 'an unexpected failure: see the log',
} as const;

export type ReasonCode = keyof typeof reasons;

type ReasonValues<Code extends ReasonCode> = {
  readonly [Gap in GapIn<(typeof reasons)[Code]>]: string | number;
};

/** A reason in words. */
export function reason<Code extends ReasonCode>(code: Code, values: ReasonValues<Code>): string {
  return filled(reasons[code], values);
}

export interface CodedReason {
  readonly code: string;
  readonly values: Readonly<Record<string, string>>;
}

const patterns = Object.entries(reasons).map(
  ([code, words]) =>
    [code, new RegExp(`^${escaped(words).replaceAll(/\\\{(\w+)\\\}/g, '(?<$1>.*)')}$`, 's')] as const,
);

/** The code of a reason that is kept in words; undefined: it has none. */
export function codedReason(words: string): CodedReason | undefined {
  for (const [code, pattern] of patterns) {
    const match = pattern.exec(words);
    if (match) return { code, values: { ...match.groups } };
  }
  return undefined;
}

function escaped(words: string): string {
  return words.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
