import { cutChecksum, isSigned } from '../bbb/checksum.ts';
import { type Params, parseQuery } from '../bbb/query.ts';
import type { Config } from '../config.ts';
import type { Form } from './forms.ts';

export interface Signed {
  readonly call: string;
  /** The raw query string. */
  readonly query: string;
  /** The form body, if there is one. */
  readonly form: Form | undefined;
  readonly secrets: readonly string[];
}

/** Which of the secrets signed a call that was let in. */
export function signingSecret(config: SignatureConfig, signed: Signed): string | undefined {
  return signed.secrets.find((secret) => isCallSigned(config, { ...signed, secrets: [secret] }));
}

type SignatureConfig = Pick<Config, 'checksumAlgorithms' | 'requireSignedBody'>;

/**
 * Whether one of the secrets has signed the call. The query string is what BBB signs; of a form POST the checksum may
 * also stand in the body, and may cover the body instead. A call with a parameter in both places is unsigned, as by
 * BBB: an unsigned one would stand for the signed. With REQUIRE_SIGNED_BODY a checksum counts only when it covers
 * every parameter.
 */
export function isCallSigned(config: SignatureConfig, { call, query, form, secrets }: Signed): boolean {
  if (form !== undefined && haveCommonName(parseQuery(query), form.params)) return false;
  const inQuery = cutChecksum(query);
  const inBody = form?.raw === undefined ? bodyChecksum(form) : cutChecksum(form.raw);
  const given = inQuery.given ?? inBody.given;
  const signs = (text: string | undefined): boolean =>
    text !== undefined && isSigned(given, call, text, secrets, config.checksumAlgorithms);
  if (form === undefined || form.params.length === 0) return signs(inQuery.signed);
  if (config.requireSignedBody) return inQuery.signed === '' && signs(inBody.signed);
  return signs(inQuery.signed) || signs(inBody.signed);
}

function haveCommonName(query: Params, form: Params): boolean {
  const names = new Set(query.map(({ name }) => name));
  return form.some(({ name }) => names.has(name));
}

/** A multipart form's checksum is one of its fields; what it would cover has no one spelling. */
function bodyChecksum(form: Form | undefined): { given: string | undefined; signed: undefined } {
  const found = form?.params.filter(({ name }) => name === 'checksum') ?? [];
  return { given: found.length > 1 ? '' : found[0]?.value, signed: undefined };
}
