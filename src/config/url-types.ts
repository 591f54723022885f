import { z } from 'zod';

const parses = (url: string): boolean => URL.canParse(url);

export const databaseUrl = z
  .string()
  .trim()
  .regex(/^postgres(ql)?:\/\//i)
  .refine(parses)
  .describe('`postgresql://user:password@host:port/database` (or `postgres://`)');

const sentinel =
  /^rediss?[+-]sentinel:\/\/([^@/?#\s]*@)?[^,:/@?#\s]+(:\d{1,5})?(,[^,:/@?#\s]+(:\d{1,5})?)*\/[^/?#\s]+(\/\d+)?\/?(\?\S*)?$/i;
const direct = /^rediss?:\/\/[^/?#\s]/i;
const socket = /^unix:(\/\/)?[^/]*\/./i;

export const redisUrl = z
  .string()
  .trim()
  .refine((url) => sentinel.test(url) || ((direct.test(url) || socket.test(url)) && parses(url)))
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
