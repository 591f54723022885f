import { masked } from './mask.ts';
import type { Resolved } from './resolve.ts';
import type { Variable } from './variable.ts';
import { variables } from './variables.ts';

export interface ConfigRow {
  readonly name: string;
  /** As it would be written in the environment; secrets masked unless asked for; '' when it has none. */
  readonly value: string;
  /** `default`, `environment`, `environment (ALIAS)`, `file PATH`, `kept in DATA_DIR`. */
  readonly source: string;
}

export function describeResolved(resolved: Resolved, showSecrets: boolean): ConfigRow[] {
  return Object.values<Variable>(variables).map((variable) => {
    const { text, source } = resolved.texts.get(variable.name) ?? { text: '', source: 'default' };
    return {
      name: variable.name,
      value: showSecrets ? text : masked(text, variable.secrecy ?? 'open'),
      source,
    };
  });
}

/** The rows as a table for people, columns aligned; one row a line. */
export function formatConfig(rows: readonly ConfigRow[]): string {
  const shown = rows.map((row) => ({ ...row, value: row.value === '' ? '–' : row.value }));
  const width = (pick: (row: ConfigRow) => string): number =>
    Math.max(...shown.map((row) => pick(row).length));
  const nameWidth = width((row) => row.name);
  const valueWidth = width((row) => row.value);
  const line = (row: ConfigRow): string =>
    `${row.name.padEnd(nameWidth)}  ${row.value.padEnd(valueWidth)}  ${row.source}`;
  return shown.map((row) => `${line(row)}\n`).join('');
}
