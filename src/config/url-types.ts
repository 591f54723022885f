import { z } from 'zod';

const parses = (url: string): boolean => URL.canParse(url);

export const databaseUrl = z
  .string()
  .trim()
  .regex(/^postgres(ql)?:\/\//i)
  .refine(parses)
  .describe('`postgresql://user:password@host:port/database` (or `postgres://`)');

const host = String.raw`(\[[0-9a-f:.]+\]|[^,:/@?#\s\[\]]+)(:\d{1,5})?`;
const login = String.raw`([^@/?#\s]*@)?`;
const sentinel = new RegExp(
  String.raw`^rediss?[+-]sentinel://${login}${host}(,${host})*/[^/?#\s]+(/\d*)?(\?[^#\s]*)?(#\S+)?$`,
  'i',
);
const direct = new RegExp(String.raw`^rediss?://${login}${host}(/\d*)?(\?\S*)?$`, 'i');
const socket = new RegExp(String.raw`^unix://${login}/[^?#\s]+(\?\S*)?$`, 'i');

export const redisUrl = z
  .string()
  .trim()
  .refine((url) => sentinel.test(url) || direct.test(url) || socket.test(url))
  .describe(
    '`redis://:password@host:port/db`, `rediss://` (TLS), `unix:///path`, or for Sentinel ' +
      '`redis+sentinel://host1:26379,host2:26379/master-name/db` (TLS: `rediss+sentinel://`)',
  );

export type Listen = { readonly host: string; readonly port: number } | { readonly path: string };

export const bind = z
  .string()
  .trim()
  .transform(parseBind)
  .pipe(z.custom<Listen>((value) => value !== undefined))
  .describe('`tcp://host:port` or `unix://path`');

function parseBind(value: string): Listen | undefined {
  const path = /^unix:\/\/(?<path>[^?]+)$/i.exec(value)?.groups?.['path'];
  if (path !== undefined) return { path };
  const { host, port } =
    /^tcp:\/\/(?<host>\[[0-9a-f:.]+\]|[^:/?#\s]+):(?<port>\d{1,5})\/?$/i.exec(value)?.groups ?? {};
  if (host === undefined || Number(port) > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}
