import { weakHost, weakSettings } from '../../cluster/weak-settings.ts';
import type { Config } from '../../config.ts';
import { type Finding, findingOf, fine, warning } from './finding.ts';

/** What the settings alone tell. */
export function checkConfiguration(config: Config): Finding[] {
  const findings = [
    ...madeLater(config),
    ...[...weakSettings(config), ...weakHost(config)].map(findingOf),
    ...databaseFindings(config),
    ...config.notes.map((note) => warning(note, 'remove or correct it')),
  ];
  return findings.length > 0 ? findings : [fine('The settings are sound')];
}

function madeLater({ secrets, embedded }: Config): Finding[] {
  if (secrets.length > 0 || !embedded) return [];
  return [warning('There is no secret for front-ends yet', 'start it once: `npm start` makes and keeps one')];
}

function databaseFindings({ dbDisabled }: Config): Finding[] {
  if (!dbDisabled) return [];
  return [
    warning(
      'DB_DISABLED is set: no recordings, no load history, no audit log and no API tokens; callbacks that wait are lost with the process',
      'unset it, with DATABASE_URL or DATA_DIR for the database',
    ),
  ];
}
