import type { AuditEntry } from '../../api/calls.ts';
import { useTexts } from '../../i18n/i18n.ts';
import { didText } from '../../i18n/server-texts.ts';
import { Link } from '../../ui/navigation.tsx';
import { Ago } from '../../ui/time.tsx';
import { type Change, changesOf, placeOf } from './changes.ts';

/** Who did what to what, and what there was before and is now. */
export function Entry({ entry }: { readonly entry: AuditEntry }) {
  const t = useTexts();
  const { at, action, subject, actor, via, from } = entry;
  const place = placeOf(entry);
  const changes = changesOf(entry);
  return (
    <li>
      <p class="entry-head">
        <span>{didText(t, action)}</span>
        {place ? <Link to={place}>{subject}</Link> : <strong>{subject}</strong>}
        <span class="soft">
          {t('audit.by', { actor, via })}
          {from !== null && ` · ${from}`}
        </span>
        <code class="soft">{action}</code>
        <Ago at={at} />
      </p>
      {changes.length > 0 && (
        <dl class="diff">
          {changes.map((change) => (
            <Difference key={change.name} change={change} />
          ))}
        </dl>
      )}
    </li>
  );
}

function Difference({ change: { name, before, after } }: { readonly change: Change }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {before !== undefined && <del>{before}</del>}
        {before !== undefined && after !== undefined && ' → '}
        {after !== undefined && <ins>{after}</ins>}
      </dd>
    </>
  );
}
