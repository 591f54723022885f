export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly secrets: readonly string[];
  /** The record's other fields (lrs_endpoint, kc_token_url …) under their stored names; only those that are set. */
  readonly lrs: Readonly<Record<string, string>>;
}

/** What an operator may change; a field left out stays. `lrs` replaces all of those fields. */
export type TenantChange = Partial<Pick<Tenant, 'name' | 'secrets' | 'lrs'>>;

export interface TenantSetting {
  readonly id: string;
  readonly tenantId: string;
  readonly param: string;
  readonly value: string;
  readonly override: boolean;
}
