import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createCloudfront } from './cloudfront.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const CONFIG = {
  s3Recording: true,
  cloudfrontUrl: 'https://cdn.example.com',
  cfKeyPairId: 'K2JCJMDEHXQW5F',
  cfPrivateKeyB64: Buffer.from(privateKey).toString('base64'),
};
const NOW = Date.UTC(2026, 0, 1);
const MINE = { recordId: 'rec-1', format: 'video' };

function admitted(config: Partial<typeof CONFIG> = {}, userAgent?: string) {
  const admission = createCloudfront({ ...CONFIG, ...config })?.admit(MINE, 'index.html', {
    userAgent,
    now: NOW,
  });
  const cookies = (admission?.cookies ?? []).map((cookie) => {
    const [pair = '', ...attributes] = cookie.split('; ');
    const [name = '', value = ''] = pair.split('=');
    return { name, value, attributes };
  });
  return { location: admission?.location, cookies };
}

function decoded(value: string | undefined): Buffer {
  const base64 = (value ?? '').replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/');
  return Buffer.from(base64, 'base64');
}

describe('CloudFront', () => {
  it('is where the page is, with three cookies that open the recording for five minutes', () => {
    const { location, cookies } = admitted();
    expect(location).toBe('https://cdn.example.com/published/video/rec-1/index.html');
    const [policy, signature, keyPair] = cookies;
    expect([policy, signature, keyPair].map((cookie) => cookie?.name)).toEqual([
      'CloudFront-Policy',
      'CloudFront-Signature',
      'CloudFront-Key-Pair-Id',
    ]);
    expect(decoded(policy?.value).toString()).toBe(
      `{"Statement":[{"Resource":"https://cdn.example.com/published/video/rec-1/*","Condition":{"DateLessThan":{"AWS:EpochTime":${NOW / 1000 + 300}}}}]}`,
    );
    const key = createPublicKey(privateKey);
    expect(verify('RSA-SHA1', decoded(policy?.value), key, decoded(signature?.value))).toBe(true);
    expect(keyPair?.value).toBe('K2JCJMDEHXQW5F');
    for (const { value, attributes } of cookies) {
      expect(value).toMatch(/^[\w~-]+$/);
      expect(attributes).toEqual([
        'Domain=example.com',
        'Path=/published/video/rec-1',
        'Max-Age=300',
        'Secure',
        'HttpOnly',
        'SameSite=None',
      ]);
    }
  });

  it('may lie below a path', () => {
    const { location, cookies } = admitted({ cloudfrontUrl: 'https://media.cdn.example.com/recordings' });
    expect(location).toBe('https://media.cdn.example.com/recordings/published/video/rec-1/index.html');
    expect(cookies[0]?.attributes.slice(0, 2)).toEqual([
      'Domain=cdn.example.com',
      'Path=/recordings/published/video/rec-1',
    ]);
  });

  it('gets cookies without SameSite from browsers that mishandle it', () => {
    const old = 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/60.0.1.1 Safari/537.36';
    expect(admitted({}, old).cookies[0]?.attributes).not.toContain('SameSite=None');
  });

  it('is not asked when recordings are not in S3', () => {
    expect(createCloudfront({ ...CONFIG, s3Recording: false })).toBeUndefined();
    expect(createCloudfront({ ...CONFIG, cloudfrontUrl: undefined })).toBeUndefined();
  });
});
