export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly secrets: readonly string[];
  /** The record's other fields (lrs_endpoint, kc_token_url …) under their stored names; only those that are set. */
  readonly lrs: Readonly<Record<string, string>>;
  /** What the Ruby system does not know of a tenant, kept apart from its record (tenant-own.ts); left out: nothing. */
  readonly own?: Readonly<Record<string, string>>;
}

/** What an operator may change; a field left out stays. `lrs` replaces all of those fields. */
export interface TenantChange extends Partial<Pick<Tenant, 'name' | 'secrets' | 'lrs'>> {
  /** One secret more, behind those that there are by then: who adds another at the same time loses none. */
  readonly addSecret?: string;
  /** Each named field is set, or with null removed. */
  readonly own?: OwnChange;
}

export type OwnChange = Readonly<Record<string, string | null>>;

export interface TenantSetting {
  readonly id: string;
  readonly tenantId: string;
  readonly param: string;
  readonly value: string;
  readonly override: boolean;
}
