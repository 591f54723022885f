import type { AuditEntry } from '../api/calls.ts';
import { useTexts } from '../i18n/i18n.ts';

/** Who did what to what. */
export function AuditLine({ entry }: { readonly entry: AuditEntry }) {
  const t = useTexts();
  const { action, subject, actor, via, before, after } = entry;
  return (
    <span class="audit-line">
      <code>{action}</code> <strong>{subject}</strong>
      <Changes before={before} after={after} />
      <span class="by">{t('audit.by', { actor, via })}</span>
    </span>
  );
}

type Details = AuditEntry['before'];

function Changes({ before, after }: { readonly before: Details; readonly after: Details }) {
  const names = Object.keys({ ...before, ...after }).filter(
    (name) => shown(before?.[name]) !== shown(after?.[name]),
  );
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
