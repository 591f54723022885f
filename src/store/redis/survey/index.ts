import { createFindings, type Findings, type Survey } from '../../../cluster/survey.ts';
import { type ClientOptions, openRedisClient } from '../client.ts';
import { KNOWN_FIELDS, type Place, placeOf, typeOf } from './layout.ts';
import { surveyMeetings } from './meetings.ts';
import { createReader, type Reader } from './reader.ts';
import { surveyServers } from './servers.ts';
import { surveyTenants } from './tenants.ts';

/** Ids by what their keys are; what is no name of the layout stands under `counters`. */
type Names = Readonly<Record<Place['name'], string[]>>;

const PATIENCE_MS = 30_000;

const UNKNOWN = 'keys that are not known';

/**
 * What the namespace holds, read without writing anything, and what of it is not understood. Throws
 * StoreUnavailable, or an Error on a REDIS_URL that can't be read.
 */
export async function surveyRedis(options: ClientOptions): Promise<Survey> {
  const client = openRedisClient({ commandTimeoutMs: PATIENCE_MS, ...options });
  try {
    const reader = createReader(client, options.namespace);
    const findings = createFindings();
    const names = await readNames(reader, findings);
    const servers = await surveyServers(reader, names.server, findings);
    const tenants = await surveyTenants(reader, names, findings);
    await surveyMeetings(reader, { records: names.meeting, servers, tenants }, findings);
    findings.count('one-time tokens', names.token.length);
    if (names.own.length > 0) findings.count("keys of this program's own", names.own.length);
    await surveyOthers(reader, names.counters, servers, findings);
    return findings.survey('Redis');
  } finally {
    await client.close();
  }
}

/** What has a name of the layout but another type is left out: reading it would fail. */
async function readNames(reader: Reader, { remark }: Findings): Promise<Names> {
  const names: Names = {
    ...{ servers: [], server: [], enabled: [], load: [], cordonedLoad: [], counters: [], meetings: [] },
    ...{ meeting: [], voiceBridges: [], tenants: [], tenant: [], tenantName: [], settings: [], setting: [] },
    ...{ token: [], health: [], creating: [], suspects: [], lease: [], own: [] },
    ...{ ownServer: [], limited: [], ownTenant: [], ownUsers: [], awaited: [], strays: [], rosters: [] },
    ...{ useMeetings: [], useUsers: [], usePeakMeetings: [], usePeakUsers: [], useCount: [] },
  };
  for await (const chunk of reader.keys()) {
    for (const { key, type } of chunk) {
      const place = placeOf(key);
      const wanted = place && typeOf(place.name);
      // 'none': it is gone since its name was read.
      if (type === 'none') continue;
      if (place && (type === wanted || wanted === undefined)) names[place.name].push(place.id);
      else if (!place && type === 'hash') names.counters.push(key);
      else if (!place) remark('strange', UNKNOWN, key);
      else remark('strange', `keys of the type ${type} where a ${wanted} is due`, key);
    }
  }
  return names;
}

/** Keys of no name of the layout: counters stand under a server's bare id. */
async function surveyOthers(
  reader: Reader,
  keys: readonly string[],
  servers: ReadonlySet<string>,
  { remark }: Findings,
): Promise<void> {
  for await (const [key, hash] of reader.hashes(keys)) {
    const fields = [...hash.keys()];
    const areCounters = fields.every((field) => KNOWN_FIELDS.counters.some((known) => known === field));
    if (!areCounters) remark('strange', UNKNOWN, key);
    else if (!servers.has(key)) remark('leftover', 'counters of servers that are gone', key);
  }
}
