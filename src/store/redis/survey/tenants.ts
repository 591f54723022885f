import type { Findings } from '../../../cluster/survey.ts';
import { FIELDS, KEYS } from '../keys.ts';
import { KNOWN_FIELDS } from './layout.ts';
import type { Reader } from './reader.ts';
import { remarkFields } from './unknown-fields.ts';

/** Ids of all keys of each kind. */
interface Keys {
  readonly tenant: readonly string[];
  readonly tenantName: readonly string[];
  readonly settings: readonly string[];
  readonly setting: readonly string[];
}

/** The tenants and their settings; returns the ids of the tenants that are there. */
export async function surveyTenants(
  reader: Reader,
  keys: Keys,
  findings: Findings,
): Promise<ReadonlySet<string>> {
  const { count, remark } = findings;
  const listed = new Set(await reader.members(KEYS.tenants));
  const known = new Set(keys.tenant.filter((id) => listed.has(id)));
  const names = await namesOf(reader, keys.tenantName, findings);
  count('tenants', known.size);
  for (const id of listed) if (!known.has(id)) remark('leftover', 'ids of tenants without a record', id);
  for (const id of keys.tenant)
    if (!listed.has(id)) remark('leftover', 'records of tenants that are not in the list', id);
  for await (const [key, hash] of reader.hashes([...known].map((id) => KEYS.tenant + id)))
    surveyTenant(key.slice(KEYS.tenant.length), hash, names, findings);
  for (const [name, id] of names)
    if (!known.has(id)) remark('leftover', 'names of tenants that are gone', name);
  await surveySettings(reader, keys, known, findings);
  return known;
}

async function namesOf(reader: Reader, names: readonly string[], { remark }: Findings) {
  const found = new Map<string, string>();
  for await (const [key, hash] of reader.hashes(names.map((name) => KEYS.tenantName + name))) {
    const name = key.slice(KEYS.tenantName.length);
    found.set(name, hash.get(FIELDS.id) ?? '');
    remarkFields('name of a tenant', KNOWN_FIELDS.tenantName, name, hash, remark);
  }
  return found;
}

function surveyTenant(
  id: string,
  hash: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
  { remark }: Findings,
): void {
  const name = hash.get(FIELDS.name) ?? '';
  if (name === '') remark('strange', 'tenants without a name: no host leads to them', id);
  else if (names.get(name) !== id)
    remark(
      'leftover',
      'tenants whose name leads to nobody or to another: they are found by their record',
      name,
    );
  if (name !== name.toLowerCase())
    remark('legacy', 'tenants whose names are not in lower case: they are found all the same', name);
  if (!hash.get(FIELDS.secrets)) remark('strange', 'tenants without secrets: they refuse every call', id);
  remarkFields('tenant', KNOWN_FIELDS.tenant, id, hash, remark);
}

async function surveySettings(
  reader: Reader,
  keys: Keys,
  tenants: ReadonlySet<string>,
  { count, remark }: Findings,
): Promise<void> {
  const listed = new Set<string>();
  for (const tenant of keys.settings) {
    for (const id of await reader.members(KEYS.settings + tenant)) listed.add(id);
    if (!tenants.has(tenant)) remark('leftover', 'lists of settings of tenants that are gone', tenant);
  }
  const records = new Set(keys.setting);
  count('tenant settings', [...listed].filter((id) => records.has(id)).length);
  for (const id of listed) if (!records.has(id)) remark('leftover', 'ids of settings without a record', id);
  for await (const [key, hash] of reader.hashes(keys.setting.map((id) => KEYS.setting + id))) {
    const id = key.slice(KEYS.setting.length);
    if (!listed.has(id)) remark('leftover', 'settings that are in no list', id);
    if (!hash.get(FIELDS.param)) remark('strange', 'settings without a parameter', id);
    if (!/^(true|false)?$/i.test(hash.get(FIELDS.override) ?? ''))
      remark('strange', 'settings whose override is neither true nor false: it counts as false', id);
    remarkFields('tenant setting', KNOWN_FIELDS.setting, id, hash, remark);
  }
}
