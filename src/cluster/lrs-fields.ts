/** The fields of a tenant's record that say where its learning records go: with user and password … */
export const BASIC_LRS = ['lrs_endpoint', 'lrs_username', 'lrs_password'] as const;

/** … or with a token of Keycloak's. */
export const KEYCLOAK_LRS = [
  'lrs_endpoint',
  'kc_token_url',
  'kc_client_id',
  'kc_client_secret',
  'kc_username',
  'kc_password',
] as const;

/** All of them, in the order of the record. */
export const LRS_FIELDS: readonly string[] = [...new Set<string>([...BASIC_LRS, ...KEYCLOAK_LRS])];
