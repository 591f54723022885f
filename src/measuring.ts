/** The parts of a process, so that what they do is counted and, if asked for, traced. */
import { readFileSync } from 'node:fs';
import type { ClusterStore } from './cluster/ports.ts';
import type { Build } from './http/metrics/processes.ts';
import type { ImportOutcome } from './importer/importer.ts';
import type { DatabaseStore } from './operations/ports.ts';
import type { RoundReport } from './poller/report.ts';
import type { Telemetry } from './telemetry/measured-client.ts';
import { measuredArea, type StoreName } from './telemetry/measured-store.ts';
import { countedPlacements } from './telemetry/placements.ts';
import type { Tally } from './telemetry/tally.ts';

export function measuredClusterStore(store: ClusterStore, telemetry: Telemetry): ClusterStore {
  const measured = withMeasuredAreas(store, 'state', telemetry);
  return { ...measured, meetings: countedPlacements(measured.meetings, telemetry.tally) };
}

export function measuredDatabase(database: DatabaseStore, telemetry: Telemetry): DatabaseStore {
  return withMeasuredAreas(database, 'database', telemetry);
}

/** Bringing the schema up to date is told by the log. */
function withMeasuredAreas<Store extends object>(store: Store, name: StoreName, telemetry: Telemetry): Store {
  const areas = Object.entries(store).flatMap(([area, part]: [string, unknown]) =>
    typeof part === 'object' && part !== null ? [[area, measuredArea(part, [name, area], telemetry)]] : [],
  );
  return Object.assign({}, store, Object.fromEntries(areas));
}

/** What a poller did since it last told. */
export function countRound(tally: Tally, report: RoundReport): void {
  const { polled, failures } = report;
  const failed = Object.entries(failures);
  const good = polled - failed.reduce((sum, [, count]) => sum + count, 0);
  if (good > 0) tally.count('polls', good, 'ok');
  for (const [cause, count] of failed) tally.count('polls', count, cause);
  if (polled > 0) tally.observe('pollRounds', report.durationMs);
  for (const change of ['online', 'offline', 'drained'] as const)
    if (report[change].length > 0) tally.count('pollChanges', report[change].length, change);
  for (const done of ['forgotten', 'renewed', 'ended'] as const)
    if (report[done] > 0) tally.count('pollMeetings', report[done], done);
}

/** What became of a recording in the spool. */
export function countImport(tally: Tally, { outcome, bytes, tookMs }: ImportOutcome): void {
  tally.count('imports', 1, outcome);
  if (outcome !== 'imported') return;
  tally.observe('importSeconds', tookMs);
  tally.count('importBytes', bytes);
}

/** Which program this is. `build`: BUILD_NUMBER. */
export function readBuild(build: string | undefined): Build {
  const about: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const version = typeof about === 'object' && about !== null && 'version' in about ? about.version : '';
  return { version: String(version), build };
}
