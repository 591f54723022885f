import type { Findings } from '../../../cluster/survey.ts';
import { FIELDS, KEYS } from '../keys.ts';
import { KNOWN_FIELDS } from './layout.ts';
import type { Reader } from './reader.ts';
import { remarkFields } from './unknown-fields.ts';

interface Around {
  /** Ids of all hashes of meetings. */
  readonly records: readonly string[];
  /** Ids of what is there. */
  readonly servers: ReadonlySet<string>;
  readonly tenants: ReadonlySet<string>;
}

/** The meetings and their dial-in numbers. */
export async function surveyMeetings(reader: Reader, around: Around, findings: Findings): Promise<void> {
  const { count, remark } = findings;
  const listed = new Set(await reader.members(KEYS.meetings));
  const records = new Set(around.records);
  count('meetings', 0);
  for (const id of listed) if (!records.has(id)) remark('leftover', 'ids of meetings that have expired', id);
  for await (const [key, hash] of reader.hashes(around.records.map((id) => KEYS.meeting + id))) {
    const id = key.slice(KEYS.meeting.length);
    // It may have expired since the keys were read.
    if (hash.size === 0) continue;
    count('meetings');
    if (!listed.has(id)) remark('leftover', 'records of meetings that are not in the list', id);
    surveyMeeting(id, hash, around, findings);
  }
  await surveyNumbers(reader, records, findings);
}

function surveyMeeting(
  id: string,
  hash: ReadonlyMap<string, string>,
  { servers, tenants }: Around,
  { remark }: Findings,
): void {
  const tenant = hash.get(FIELDS.tenantId);
  if (!servers.has(hash.get(FIELDS.serverId) ?? ''))
    remark('leftover', 'meetings on servers that no longer exist: the poller forgets them', id);
  if (!hash.has(FIELDS.voiceBridge) || tenant === undefined)
    remark('legacy', 'meetings without dial-in number or tenant, as older versions wrote them', id);
  if (tenant && !tenants.has(tenant)) remark('leftover', 'meetings of tenants that no longer exist', id);
  remarkFields('meeting', KNOWN_FIELDS.meeting, id, hash, remark);
}

async function surveyNumbers(
  reader: Reader,
  records: ReadonlySet<string>,
  { count, remark }: Findings,
): Promise<void> {
  const numbers = await reader.hash(KEYS.voiceBridges);
  count('dial-in numbers', numbers.size);
  for (const [number, id] of numbers) {
    if (!/^\d+$/.test(number)) remark('strange', 'dial-in numbers that are none', number);
    if (!records.has(id)) remark('leftover', 'dial-in numbers of meetings that are gone', number);
  }
}
