/** What the rules need to tell something to others than BBB servers: front-ends, token servers. */

export interface Get {
  /** http or https. */
  readonly url: string;
  /** Content-Type and whatever else the receiver needs. */
  readonly headers: Readonly<Record<string, string>>;
  /** For the whole of it, from connecting to the end of the answer; default: the sender's own. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface Post extends Get {
  readonly body: string;
}

export interface PostAnswer {
  readonly status: number;
  /** Of a long one the beginning. */
  readonly body: string;
}

export interface Sender {
  /** Rejects with SendFailure. */
  post(request: Post): Promise<PostAnswer>;
  /** The same without a body. */
  get(request: Get): Promise<PostAnswer>;
  /** Whether it would call such a URL at all, as far as that can be told before its host is looked up. */
  mayCall(url: string): boolean;
}

/** Nothing was answered. The message says why, in words that hold neither the address nor what was sent. */
export class SendFailure extends Error {
  override readonly name = 'SendFailure';
  /** The address can never be called: trying again is of no use. */
  readonly forGood: boolean;

  constructor(reason: string, options: ErrorOptions & { readonly forGood?: boolean } = {}) {
    super(reason, options);
    this.forGood = options.forGood ?? false;
  }
}

/** Scheme, host and port; undefined: it is no http(s) URL. */
export function originOf(url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed?.protocol === 'http:' || parsed?.protocol === 'https:' ? parsed.origin : undefined;
}
