import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { innerId, isInner, ownId } from './isolated-id.ts';

const longest = 256;
const tenantId = fc.string({ minLength: 1, maxLength: 40 });
/** What BBB takes: short ones, and such as no mark fits before. */
const meetingId = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.string({ minLength: 230, maxLength: longest }),
);

describe('a tenant’s meeting is called otherwise inside', () => {
  it('in the length that BBB takes, and is turned back', () => {
    fc.assert(
      fc.property(tenantId, meetingId, (tenant, id) => {
        const inner = innerId(tenant, id);
        if (id.length <= longest) expect(inner.length).toBeLessThanOrEqual(longest);
        expect(innerId(tenant, id)).toBe(inner);
        expect(isInner(tenant, inner)).toBe(true);
        expect(ownId(tenant, inner, id)).toBe(id);
      }),
    );
  });

  it('as no other meeting of any tenant is, whatever ID is chosen to hit it', () => {
    fc.assert(
      fc.property(tenantId, tenantId, meetingId, meetingId, (one, two, id, other) => {
        const inner = innerId(one, id);
        for (const chosen of [id, other, inner, `-${id}`, `_${id}`, inner.slice(1)]) {
          if (two !== one) {
            expect(innerId(two, chosen)).not.toBe(inner);
            expect(isInner(two, inner)).toBe(false);
            expect(ownId(two, inner, chosen)).toBeUndefined();
          } else if (chosen !== id) expect(innerId(one, chosen)).not.toBe(inner);
        }
      }),
    );
  });

  it('so that operators can read it, unless it had to be hashed; then it counts only what hashes to it', () => {
    expect(innerId('a', 'room-42')).toMatch(/^t[0-9a-f]{20}-room-42$/);
    expect(ownId('a', innerId('a', 'room-42'))).toBe('room-42');
    const long = 'x'.repeat(longest);
    const inner = innerId('a', long);
    expect(inner).toMatch(/^t[0-9a-f]{20}_[0-9a-f]{64}$/);
    expect(ownId('a', inner)).toBeUndefined();
    expect(ownId('a', inner, 'room-42')).toBeUndefined();
    expect(ownId('a', 'room-42', 'room-42')).toBeUndefined();
  });

  it('and is refused for its length as ever when it is too long itself', () => {
    expect(innerId('a', 'x'.repeat(longest + 1)).length).toBeGreaterThan(longest);
  });
});
