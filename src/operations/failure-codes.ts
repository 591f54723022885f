import { filled, type GapIn, type GapValues } from '../cluster/gaps.ts';

/**
 * All with which the admin API refuses. Programs know it by its code, which stays as it is; people read the sentence,
 * its gaps filled with the values, or one in their own language that is made of both. No value is secret.
 */
export const failures = {
  // The request itself.
  malformed: [400, "The request can't be read: {reason}"],
  'fields-in-body': [400, 'The fields of this call stand in the body, as JSON'],
  'not-json': [415, 'The body must be JSON, with Content-Type: application/json'],
  'body-too-large': [413, 'The body is larger than 1 MB'],
  'other-method': [405, 'This path takes {allow}'],
  input: [400, "The input can't be used. {problems}"],
  'not-in-address': [400, `{field}: "{value}" can't be named in an address`],
  'field-twice': [400, '{field}: the address and the fields name different ones'],

  // Who asks.
  'no-credentials': [401, 'Credentials are missing: a header «Authorization: Bearer TOKEN», or a checksum'],
  'wrong-credentials': [401, 'The token or checksum is not valid'],
  'wrong-sign-in': [401, 'The token, the user or the password is not valid'],
  'sign-in-fields': [400, 'Give a token, or user and password'],
  'session-over': [401, 'The session is over: sign in again'],
  'too-many-tries': [429, 'Too many wrong credentials came from this address: try again in {seconds} s'],
  'too-many-sign-ins': [503, 'Too many sign in at once'],
  'other-site': [403, 'Only the dashboard itself may use its session'],
  scope: [403, 'This needs the scope {needed}; the token has {scope}'],
  'field-scope': [403, '{what} needs the scope {needed}; this token has {scope}'],

  // The installation, as it is set up and as it is.
  'no-database': [412, 'There is no database (DB_DISABLED is set), and so nothing of this kind'],
  'no-sign-in': [412, 'There is no database (DB_DISABLED is set), and so nobody can sign in'],
  'tenancy-off': [412, 'Multitenancy is disabled (MULTITENANCY_ENABLED)'],
  'store-away': [503, 'The load balancer can not reach its state store.'],
  'spool-away': [503, 'The spool directory can not be used: {reason}'],
  'too-many-listeners': [503, 'Too many listen already'],
  unexpected: [500, 'The load balancer could not handle this request.'],

  // What it is done to.
  unknown: [404, 'There is no {noun} with the id "{id}"'],
  'server-taken': [409, "Server already exists with id '{id}'"],
  'server-other-url': [409, "Server already exists with id '{id}', and another URL"],
  'server-other-secret': [409, "Server '{id}' is known with another secret, and refused this one: {reason}"],
  'server-unfit': [400, 'A server needs a URL (http:// or https://) and a secret'],
  'server-list': [400, '{reason}'],
  'would-end-one': [
    409,
    'This would end 1 meeting. To let it, say so with end_meetings; cordon drains the server instead',
  ],
  'would-end': [
    409,
    'This would end {count} meetings. To let it, say so with end_meetings; cordon drains the server instead',
  ],
  'which-meetings': [400, 'Which meetings? Give one of ids, server, tenant and all'],
  'server-away': [409, 'Its server is offline, disabled or gone: nobody can join now'],
  'user-taken': [409, 'There is a user named "{name}" already'],
  'token-taken': [409, 'There is a token named "{name}" already'],
  'tenant-taken': [409, "there is a Tenant named '{name}' already"],
  'tenant-name-taken': [409, 'There is another tenant of that name'],
  'tenant-name': [
    400,
    "'{name}' is not fit for a Tenant: a name is letters, digits and hyphens, as in a host name",
  ],
  'tenant-secretless': [400, 'a Tenant needs at least one secret'],
  'secret-taken': [409, 'The tenant has this secret already'],
  'secret-unknown': [404, 'The tenant has no secret of the fingerprint {fingerprint}'],
  'secret-unclear': [404, 'The tenant has several secrets of the fingerprint {fingerprint}'],
  'lrs-incomplete': [400, 'Give all of {basic}, or all of {keycloak}'],
  'callback-delivered': [409, 'It was delivered already'],
  'import-taken': [409, 'Another tar of the name "{name}" waits already'],
  'import-gone': [409, 'Somebody else has just taken it away'],
  'recording-on-its-way': [409, 'The recording "{id}" is {state}, neither published nor unpublished'],
  'recording-not-moved': [409, 'Its files are missing or could not be moved'],
  'recording-not-removed': [409, 'Its files could not be removed'],
  'no-time': [400, '{field} is no time'],
  'no-span': [400, 'since must lie before until, and not in the future'],
  'overview-too-long': [400, 'Of all servers at once, {days} days can be told at most'],
  'usage-too-long': [400, 'More than {days} days are too many at once'],
} as const satisfies Readonly<Record<string, readonly [status: number, sentence: string]>>;

export type FailureCode = keyof typeof failures;
export type FailureStatus = (typeof failures)[FailureCode][0];

/** What stands in the gaps of a code's sentence. */
export type FailureValues<Code extends FailureCode> = {
  readonly [Gap in GapIn<(typeof failures)[Code][1]>]: string | number;
};

/** What is told of a failure. */
export interface Told {
  readonly error: string;
  readonly code: FailureCode;
  readonly values?: GapValues;
}

export function told<Code extends FailureCode>(code: Code, values: FailureValues<Code>): Told {
  const error = filled(failures[code][1], values);
  return { error, code, ...(Object.keys(values).length > 0 && { values }) };
}
