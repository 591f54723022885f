import { isIP } from 'node:net';
import { z } from 'zod';

/** A type turns the text of a variable into its value; its description says what is allowed. */
export type VariableType<Value> = z.ZodType<Value, string>;

export const flag = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.enum(['true', 'false']))
  .transform((value) => value === 'true')
  .describe('`true` or `false`');

/** The same texts are allowed, but their value is another. */
export function mapped<From, To>(type: VariableType<From>, change: (value: From) => To): VariableType<To> {
  return type.transform(change).describe(type.description ?? '');
}

/** Kept as it is, blanks included. */
export const secretText = z.string().describe('any text');

export const text = z.string().trim().min(1).describe('any text');

export const path = z.string().trim().min(1).describe('a path');

export function whole(min: number, max: number): VariableType<number> {
  return z
    .string()
    .trim()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .describe(`a whole number from ${min} to ${max}`);
}

function decimal(min: number, max: number): VariableType<number> {
  return z
    .string()
    .trim()
    .regex(/^(\d+(\.\d*)?|\.\d+)$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

export const ratio = decimal(0, 1).describe('a number from 0 to 1');

/** Seconds in the variable, milliseconds in the value. */
export function seconds(min: number, max: number): VariableType<number> {
  return decimal(min, max)
    .transform((value) => Math.round(value * 1000))
    .describe(`a number of seconds from ${min} to ${max}`);
}

/** Minutes in the variable, milliseconds in the value. */
export function minutes(min: number, max: number): VariableType<number> {
  return decimal(min, max)
    .transform((value) => Math.round(value * 60_000))
    .describe(`a number of minutes from ${min} to ${max}`);
}

/** Days in the variable, milliseconds in the value. */
export function days(min: number, max: number): VariableType<number> {
  return whole(min, max)
    .transform((value) => value * 86_400_000)
    .describe(`a whole number of days from ${min} to ${max}`);
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** Bytes, with a unit if wanted. */
export const bytes = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^\d{1,15}\s*(|[kmgt]ib)$/)
  .transform((value) => Number.parseInt(value, 10) * (UNITS[value.replace(/^\d+\s*/, '')] ?? 1))
  .pipe(z.number().int().min(1))
  .describe('a number of bytes, or one with a unit such as `500 MiB` or `20 GiB`');

export function oneOf<const Names extends readonly [string, ...string[]]>(
  names: Names,
): VariableType<Names[number]> {
  return z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.enum(names))
    .describe(`one of ${names.map((name) => `\`${name}\``).join(', ')}`);
}

/** Items that are empty or blank are dropped. */
function items(separator: string): z.ZodType<string[], string> {
  return z.string().transform((value) => value.split(separator).filter((item) => item.trim() !== ''));
}

/** Each kept as it is. */
export const secretList = items(':').describe('texts, separated by `:`');

export function list(separator: ':' | ',', item: RegExp, what: string): VariableType<readonly string[]> {
  return items(separator)
    .transform((all) => all.map((one) => one.trim()))
    .pipe(z.array(z.string().regex(item)))
    .describe(`${what}, separated by \`${separator}\``);
}

/** `a=b,c=d`: split at commas, then at the first `=`. */
export const pairs = items(',')
  .pipe(z.array(z.string().regex(/^\s*[^=\s][^=]*=/)))
  .transform((all) =>
    all.map((item): readonly [name: string, value: string] => {
      const cut = item.indexOf('=');
      return [item.slice(0, cut).trim(), item.slice(cut + 1)];
    }),
  )
  .describe('`name=value` pairs, separated by `,`');

const HASHES = ['SHA1', 'SHA256', 'SHA384', 'SHA512'] as const;

/** Weakest first. */
export const hashes = items(':')
  .transform((all) => all.map((one) => one.trim().toUpperCase()))
  .pipe(z.array(z.enum(HASHES)).min(1))
  .transform((given) => HASHES.filter((hash) => given.includes(hash)))
  .describe('one or more of SHA1, SHA256, SHA384 and SHA512, separated by `:`');

export const locale = z
  .string()
  .trim()
  .regex(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$/)
  .describe('a language code such as `en` or `pt-BR`');

export const hostName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^([a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])(:\d{1,5})?$/)
  .describe('a host name without `https://` and path');

/** In lower case, as Node hands headers over. */
export const headerName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9-]+$/)
  .describe('the name of an HTTP header, such as `X-Tenant`');

export const webUrl = z
  .string()
  .trim()
  .regex(/^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/i)
  .transform((url) => url.replace(/\/+$/, ''))
  .describe('an http:// or https:// URL');

export const base64 = z
  .string()
  .transform((value) => value.replace(/\s/g, ''))
  .pipe(z.base64())
  .describe('base64');

const RANGES: Readonly<Record<string, readonly string[]>> = {
  none: [],
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', 'fc00::/7', 'fe80::/10'],
};

/** Networks as `address/bits`. */
export const networks = items(',')
  .transform((all) => all.flatMap((one) => RANGES[one.trim().toLowerCase()] ?? [withBits(one.trim())]))
  .pipe(z.array(z.string().refine(isNetwork)))
  .describe('addresses, networks such as `10.1.0.0/16`, `loopback`, `private` or `none`, separated by `,`');

function withBits(address: string): string {
  if (address.includes('/')) return address;
  return `${address}/${isIP(address) === 6 ? 128 : 32}`;
}

function isNetwork(network: string): boolean {
  const [address = '', bits = '', ...more] = network.split('/');
  const family = isIP(address);
  return (
    family > 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32)
  );
}
