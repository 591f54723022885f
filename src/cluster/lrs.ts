import type { Log } from './log.ts';
import { createSealer } from './lrs-payload.ts';
import { createTokens, NoToken } from './lrs-token.ts';
import type { Sender } from './sender.ts';
import type { Tenant } from './tenant.ts';

/** The parameter of create that tells BBB where a tenant's learning records go, and by what right. */
export const LRS_PAYLOAD = 'meta_secret-lrs-payload';

/** What BBB needs to write to the learning record store (xAPI) of a tenant. */
export interface LrsAccess {
  /** The value of LRS_PAYLOAD for a BBB server. */
  sealedFor(serverSecret: string): Promise<string>;
}

export interface Lrs {
  /** Undefined: the tenant has no such store, or there is no token for it now (which is logged). Never rejects. */
  accessOf(tenant: Tenant | undefined): Promise<LrsAccess | undefined>;
}

export interface LrsDeps {
  readonly sender: Pick<Sender, 'post'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
}

export function createLrs({ sender, now, log }: LrsDeps): Lrs {
  const tokenOf = createTokens(sender, now);
  const seal = createSealer(now);

  async function contentOf({ lrs }: Tenant): Promise<object | undefined> {
    const { lrs_endpoint, lrs_username, lrs_password = '', kc_token_url } = lrs;
    if (!lrs_endpoint) return undefined;
    if (lrs_username) return { lrs_endpoint, lrs_username, lrs_password };
    return kc_token_url ? { lrs_endpoint, lrs_token: await tokenOf(lrs) } : undefined;
  }

  return {
    async accessOf(tenant) {
      try {
        const content = tenant && (await contentOf(tenant));
        if (content === undefined) return undefined;
        const text = JSON.stringify(content);
        return { sealedFor: (secret) => seal(text, secret) };
      } catch (error) {
        const reason = error instanceof NoToken ? error.message : 'it failed unexpectedly';
        log.warn(
          { tenant: tenant?.id, reason },
          'create: no access to the learning record store of a tenant',
        );
        return undefined;
      }
    },
  };
}
