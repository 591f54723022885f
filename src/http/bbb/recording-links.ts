import { randomBytes } from 'node:crypto';
import type { TokenStore } from '../../cluster/ports.ts';
import type { PlaybackFormat, Recording } from '../../recordings/recording.ts';

/** A link's whole URL, if it is none yet, below where the client sees us. */
export function wholeUrl(base: string, link: string): string {
  return /^https?:\/\//i.test(link) ? link : `${base}${link}`;
}

/**
 * The links by which the formats of these recordings are played. Those of protected ones work once, and for
 * `ttlSeconds`.
 */
export async function playLinks(
  tokens: Pick<TokenStore, 'put'>,
  recordings: readonly Recording[],
  { base, ttlSeconds }: { readonly base: string; readonly ttlSeconds: number },
): Promise<(recording: Recording, format: PlaybackFormat) => string> {
  const granted = new Map<PlaybackFormat, string>();
  const grant = async ({ recordId }: Recording, format: PlaybackFormat): Promise<void> => {
    const token = randomBytes(32).toString('hex');
    await tokens.put(token, { recordId, format: format.format }, ttlSeconds);
    const path = ['recording', recordId, format.format].map(encodeURIComponent).join('/');
    granted.set(format, `${base}/${path}?token=${token}`);
  };
  const guarded = recordings.filter((recording) => recording.protected);
  await Promise.all(guarded.flatMap((one) => one.formats.map((format) => grant(one, format))));
  return (_, format) => granted.get(format) ?? wholeUrl(base, format.url);
}
