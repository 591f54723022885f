import type { Findings } from '../../../cluster/survey.ts';
import { FIELDS, KEYS } from '../keys.ts';
import { KNOWN_FIELDS } from './layout.ts';
import type { Reader } from './reader.ts';
import { remarkFields } from './unknown-fields.ts';

const STATES = ['enabled', 'cordoned', 'disabled'];

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** The servers; returns the ids of those that are there. `records`: ids of all hashes. */
export async function surveyServers(
  reader: Reader,
  records: readonly string[],
  findings: Findings,
): Promise<ReadonlySet<string>> {
  const listed = new Set(await reader.members(KEYS.servers));
  const enabled = new Set(await reader.members(KEYS.enabled));
  const known = new Set<string>();
  findings.count('servers', 0);
  for await (const [key, hash] of reader.hashes([...listed].map((id) => KEYS.server + id))) {
    const id = key.slice(KEYS.server.length);
    if (hash.has(FIELDS.url)) known.add(id);
    surveyServer(id, hash, enabled.has(id), findings);
  }
  for (const id of records)
    if (!listed.has(id)) findings.remark('leftover', 'records of servers that are not in the list', id);
  await surveyLists(reader, known, findings);
  return known;
}

function surveyServer(
  id: string,
  hash: ReadonlyMap<string, string>,
  enabled: boolean,
  { count, remark }: Findings,
): void {
  if (!hash.has(FIELDS.url)) {
    const what =
      hash.size === 0 ? 'ids of servers without a record' : 'records of servers without an address';
    remark('leftover', what, id);
    return;
  }
  const state = hash.get(FIELDS.state);
  const listedAs = enabled ? 'enabled' : 'disabled';
  const isKnown = state !== undefined && STATES.includes(state);
  count('servers');
  count(`servers, ${isKnown ? state : listedAs}`);
  if (hash.get(FIELDS.online) === 'true') count('servers, online');
  if (state === undefined)
    remark('legacy', 'servers without a state word: the list of enabled servers tells', id);
  else if (!isKnown) remark('strange', `servers of the unknown state '${state}': taken as ${listedAs}`, id);
  else if ((state === 'enabled') !== enabled)
    remark('leftover', 'servers whose state word and lists differ: the word counts', id);
  const multiplier = hash.get(FIELDS.loadMultiplier);
  if (multiplier !== undefined && !(NUMBER.test(multiplier) && Number(multiplier) > 0))
    remark('strange', 'servers whose load multiplier is not a number above 0: it counts as 1', id);
  if (!hash.get(FIELDS.secret)) remark('strange', 'servers without a secret: they refuse every call', id);
  remarkFields('server', KNOWN_FIELDS.server, id, hash, remark);
}

async function surveyLists(reader: Reader, known: ReadonlySet<string>, { remark }: Findings): Promise<void> {
  for (const list of [KEYS.enabled, KEYS.load, KEYS.cordonedLoad]) {
    for (const id of await reader.members(list))
      if (!known.has(id)) remark('leftover', `ids in ${list} of servers that are gone`, id);
  }
}
