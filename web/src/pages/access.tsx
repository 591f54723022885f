import { useTexts } from '../i18n/i18n.ts';
import { Heading } from '../ui/page.tsx';
import { Tokens } from './access/tokens.tsx';
import { Users } from './access/users.tsx';

/** Who may use the dashboard and the admin API. */
export function Access() {
  const t = useTexts();
  return (
    <>
      <Heading title={t('nav.access')} />
      <Users />
      <Tokens />
    </>
  );
}
