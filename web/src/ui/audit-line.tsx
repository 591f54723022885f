import type { AuditEntry } from '../api/calls.ts';
import { useTexts } from '../i18n/i18n.ts';
import { didText } from '../i18n/server-texts.ts';

/** How much of what there was before, and is now, is told in short. */
const BRIEF = ['server'];

interface AuditLineProps {
  readonly entry: AuditEntry;
  readonly brief?: boolean;
}

/** Who did what to what. */
export function AuditLine({ entry, brief = false }: AuditLineProps) {
  const t = useTexts();
  const { action, actor, via, before, after } = entry;
  return (
    <span class="audit-line">
      <span title={action}>{didText(t, action)}</span> <strong>{nameOf(entry)}</strong>
      <Changes before={before} after={after} only={brief ? BRIEF : undefined} />
      <span class="by">{t('audit.by', { actor, via })}</span>
    </span>
  );
}

/** A token is known by its name rather than its id. */
function nameOf({ action, subject, before, after }: AuditEntry): string {
  const name = after?.['name'] ?? before?.['name'];
  return action.startsWith('token.') && typeof name === 'string' ? name : subject;
}

type Details = AuditEntry['before'];

interface ChangesProps {
  readonly before: Details;
  readonly after: Details;
  readonly only: readonly string[] | undefined;
}

function Changes({ before, after, only }: ChangesProps) {
  const names = Object.keys({ ...before, ...after })
    .filter((name) => shown(before?.[name]) !== shown(after?.[name]))
    .filter((name) => only?.includes(name) ?? true);
  if (names.length === 0) return null;
  return (
    <span class="changes">
      {names.map((name) => (
        <span key={name}>
          {name}: {before && name in before ? `${shown(before[name])} → ` : ''}
          {shown(after?.[name])}
        </span>
      ))}
    </span>
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
