import { checksum } from '../src/bbb/checksum.ts';
import { encodeParams } from '../src/bbb/query.ts';
import { SECRET } from './balancer.ts';

export type Params = Readonly<Record<string, string>>;

export interface RequestOptions {
  readonly host?: string;
  readonly secret?: string;
  /** Slides of so many bytes follow. */
  readonly bodyBytes?: number;
}

/** A signed call as it goes over the wire, its body aside. */
export function signed(call: string, params: Params, options: RequestOptions = {}): string {
  const query = encodeParams(Object.entries(params).map(([name, value]) => ({ name, value })));
  return unsigned(
    `${call}?${query}&checksum=${checksum('SHA256', call, query, options.secret ?? SECRET)}`,
    options,
  );
}

/** `target` is what stands behind the API's address. */
export function unsigned(target: string, { host = '127.0.0.1', bodyBytes }: RequestOptions = {}): string {
  const method = bodyBytes === undefined ? 'GET' : 'POST';
  const body =
    bodyBytes === undefined ? [] : ['Content-Type: application/xml', `Content-Length: ${bodyBytes}`];
  const head = [`${method} /bigbluebutton/api/${target} HTTP/1.1`, `Host: ${host}`, ...body];
  return `${head.join('\r\n')}\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n`;
}
