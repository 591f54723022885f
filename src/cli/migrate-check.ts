import type { Remark, RemarkKind, Survey } from '../cluster/survey.ts';
import { CommandFailed, say } from './output.ts';
import type { Services } from './services.ts';

const HEADINGS: readonly (readonly [RemarkKind, string])[] = [
  ['legacy', 'Of an older version, and understood:'],
  ['leftover', 'Left behind by what is gone, and passed over:'],
  ['strange', 'NOT UNDERSTOOD:'],
];

/** `migrate --check`: tells what an existing installation's stores hold, and fails when not all is understood. */
export async function checkMigration(services: Services, options: { readonly json?: true }): Promise<void> {
  const surveys = await services.surveys();
  if (surveys.length === 0)
    throw new CommandFailed(
      'There is nothing to check: set REDIS_URL and DATABASE_URL as the existing Scalelite has them.',
    );
  const strange = surveys.flatMap(({ remarks }) => remarks.filter(({ kind }) => kind === 'strange'));
  const understood = strange.length === 0;
  if (options.json) say(services.terminal, JSON.stringify({ understood, stores: surveys }, null, 2));
  else say(services.terminal, ...surveys.flatMap(report), verdict(understood));
  if (!understood) throw new CommandFailed(failure(strange));
}

function report({ store, found, remarks }: Survey): string[] {
  const width = Math.max(0, ...found.map(({ what }) => what.length));
  return [
    store,
    ...found.map(({ what, count }) => `  ${what.padEnd(width)}  ${count}`),
    ...HEADINGS.flatMap(([kind, heading]) =>
      section(
        heading,
        remarks.filter((one) => one.kind === kind),
      ),
    ),
    '',
  ];
}

function section(heading: string, remarks: readonly Remark[]): string[] {
  return remarks.length === 0 ? [] : [`  ${heading}`, ...remarks.map((remark) => `    ${line(remark)}`)];
}

function line({ text, count, examples }: Remark): string {
  const more = count > examples.length ? ', …' : '';
  return `${count} × ${text}${examples.length === 0 ? '' : ` (${examples.join(', ')}${more})`}`;
}

function verdict(understood: boolean): string {
  return understood
    ? 'Everything is understood; nothing was changed.'
    : 'Not everything is understood; nothing was changed.';
}

function failure(strange: readonly Remark[]): string {
  const kinds = strange.length === 1 ? '1 kind of thing is' : `${strange.length} kinds of things are`;
  return `${kinds} not understood: see to it before this program works on the data.`;
}
