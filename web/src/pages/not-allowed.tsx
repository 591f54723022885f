import { useTexts } from '../i18n/i18n.ts';
import type { Key } from '../i18n/translate.ts';
import { Heading } from '../ui/page.tsx';
import { Empty } from '../ui/states.tsx';

/** In place of a page for others: somebody followed a link to it. */
export function NotAllowed({ title }: { readonly title: Key }) {
  const t = useTexts();
  return (
    <>
      <Heading title={t(title)} />
      <Empty>{t('notAllowed')}</Empty>
    </>
  );
}
