import { describe, expect, it } from 'vitest';
import { createOwnSignature } from './own-signature.ts';

const of = (secretKeyBase: string | undefined, ...secrets: string[]) =>
  createOwnSignature({ secretKeyBase, secrets });

describe('our own signature', () => {
  it('is known again by every process with the same secret, for its purpose and text alone', () => {
    const signature = of('base', 'x')?.sign('end', 'room') ?? '';
    expect(signature).toMatch(/^[\w-]{43}$/);
    const other = of('base', 'y');
    expect(other?.verify('end', 'room', signature)).toBe(true);
    expect(other?.verify('end', 'rooms', signature)).toBe(false);
    expect(other?.verify('hook', 'room', signature)).toBe(false);
    expect(of('other', 'y')?.verify('end', 'room', signature)).toBe(false);
  });

  it.each(['', 'x', '!', 'A'.repeat(43), 'A'.repeat(1000)])('is not %j', (claimed) => {
    expect(of('base')?.verify('end', 'room', claimed)).toBe(false);
  });

  it('is spelled in one way only', () => {
    const signature = of('base')?.sign('end', 'room') ?? '';
    const last = signature.slice(-1);
    const spare = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
      .map((letter) => signature.slice(0, -1) + letter)
      .filter((other) => Buffer.from(other, 'base64url').equals(Buffer.from(signature, 'base64url')));
    expect(spare.length).toBe(4);
    expect(spare.filter((one) => of('base')?.verify('end', 'room', one))).toEqual([signature]);
    for (const other of [`${signature}=`, `${signature} `, `${signature.slice(0, -1)}.${last}`])
      expect(of('base')?.verify('end', 'room', other)).toBe(false);
  });

  it('is made with a secret of the load balancer where there is no other, and outlasts their exchange', () => {
    const old = of(undefined, 'old')?.sign('end', 'room') ?? '';
    expect(of(undefined, 'new', 'old')?.verify('end', 'room', old)).toBe(true);
    expect(of('base', 'old')?.verify('end', 'room', old)).toBe(true);
    expect(of(undefined, 'new')?.verify('end', 'room', old)).toBe(false);
    expect(of(undefined, 'new', 'old')?.sign('end', 'room')).not.toBe(old);
  });

  it('can not be made without a secret', () => {
    expect(of(undefined)).toBeUndefined();
    expect(of(' ', '')).toBeUndefined();
  });
});
