import { createPrivateKey, sign } from 'node:crypto';
import type { Config } from '../../config.ts';
import type { Playable } from './cookie.ts';
import { mishandlesNone } from './same-site.ts';

/** For which the cookies open a recording; players ask for all they need at once. */
const LIFETIME_S = 300;

export interface Admission {
  readonly location: string;
  /** Set-Cookie headers. */
  readonly cookies: readonly string[];
}

export interface Cloudfront {
  /** The address of a page there, and what opens it and all else of the recording to this browser. */
  admit(playable: Playable, path: string, browser: { userAgent: string | undefined; now: number }): Admission;
}

type CloudfrontConfig = Pick<Config, 's3Recording' | 'cloudfrontUrl' | 'cfKeyPairId' | 'cfPrivateKeyB64'>;

/**
 * Playback through CloudFront, which reads the bucket itself: its signed cookies carry a policy for the folder of
 * one recording. Undefined: not configured.
 */
export function createCloudfront(config: CloudfrontConfig): Cloudfront | undefined {
  const { cloudfrontUrl: base, cfKeyPairId, cfPrivateKeyB64 } = config;
  if (!config.s3Recording || base === undefined) return undefined;
  if (cfKeyPairId === undefined || cfPrivateKeyB64 === undefined) return undefined;
  const key = createPrivateKey(Buffer.from(cfPrivateKeyB64, 'base64'));
  const { hostname, pathname } = new URL(base);
  // Sent by our host and read by CloudFront's, so for the domain of both.
  const domain = hostname.replace(/^[^.]+\./, '');

  return {
    admit: ({ recordId, format }, path, { userAgent, now }) => {
      const folder = `/published/${format}/${recordId}`;
      const policy = policyFor(`${base}${folder}/*`, Math.floor(now / 1000) + LIFETIME_S);
      const values = {
        'CloudFront-Policy': encoded(Buffer.from(policy)),
        'CloudFront-Signature': encoded(sign('RSA-SHA1', Buffer.from(policy), key)),
        'CloudFront-Key-Pair-Id': cfKeyPairId,
      };
      const sameSite = mishandlesNone(userAgent) ? '' : '; SameSite=None';
      const attributes = `; Domain=${domain}; Path=${pathname.replace(/\/$/, '')}${folder}; Max-Age=${LIFETIME_S}`;
      const cookies = Object.entries(values).map(
        ([name, value]) => `${name}=${value}${attributes}; Secure; HttpOnly${sameSite}`,
      );
      return { location: `${base}${folder}/${path}`, cookies };
    },
  };
}

/** As AWS documents a custom policy; without blanks, which would be signed as well. */
function policyFor(resource: string, until: number): string {
  const condition = { DateLessThan: { 'AWS:EpochTime': until } };
  return JSON.stringify({ Statement: [{ Resource: resource, Condition: condition }] });
}

/** Base64 with what means something in a URL or a cookie replaced, by AWS's own choice. */
function encoded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~');
}
