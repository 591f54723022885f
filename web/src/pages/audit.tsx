import { useState } from 'preact/hooks';
import { useTexts } from '../i18n/i18n.ts';
import { useSettled } from '../state/settled.ts';
import { useCall } from '../state/use-call.ts';
import { Choice } from '../ui/choice.tsx';
import { Field } from '../ui/field.tsx';
import { Heading } from '../ui/page.tsx';
import { Pager, usePages } from '../ui/pager.tsx';
import { Empty, WhenThere } from '../ui/states.tsx';
import { Entry } from './audit/entry.tsx';

const PAGE = 50;
const spans = ['all', '1h', '1d', '1w', '30d'] as const;
type Span = (typeof spans)[number];

/** What operators did. */
export function Audit() {
  const t = useTexts();
  const [since, setSince] = useState<Span>('all');
  const [typed, setTyped] = useState({ actor: '', action: '', subject: '' });
  const pages = usePages();
  const { actor, action, subject } = useSettled(typed);
  const asked = {
    actor: actor.trim() || undefined,
    action: action.trim() || undefined,
    subject: subject.trim() || undefined,
    since: since === 'all' ? undefined : since,
  };
  const { state, again } = useCall('audit.list', { ...asked, cursor: pages.at, limit: PAGE });
  const isFiltered = Object.values(asked).some((value) => value !== undefined);
  const field = (name: keyof typeof typed) => ({
    label: t(`audit.${name}`),
    value: typed[name],
    onValue: (value: string) => {
      setTyped({ ...typed, [name]: value });
      pages.restart();
    },
  });
  return (
    <>
      <Heading title={t('nav.audit')} />
      <div class="filters">
        <Field {...field('actor')} />
        <Field {...field('action')} />
        <Field {...field('subject')} />
        <Choice
          label={t('audit.since')}
          value={since}
          options={spans.map((one) => [one, t(`audit.since.${one}`)])}
          onValue={(value) => {
            setSince(value);
            pages.restart();
          }}
        />
      </div>
      <WhenThere state={state} again={again}>
        {({ items, next }) => (
          <>
            {items.length === 0 ? (
              <Empty>{t(isFiltered ? 'nothingFound' : 'audit.none')}</Empty>
            ) : (
              <ol class="entries">
                {items.map((entry) => (
                  <Entry key={`${entry.at} ${entry.action} ${entry.subject}`} entry={entry} />
                ))}
              </ol>
            )}
            <Pager pages={pages} next={next} />
          </>
        )}
      </WhenThere>
    </>
  );
}
