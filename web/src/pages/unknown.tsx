import { useTexts } from '../i18n/i18n.ts';
import { Link } from '../ui/navigation.tsx';
import { Heading } from '../ui/page.tsx';

export function Unknown() {
  const t = useTexts();
  return (
    <>
      <Heading title={t('unknown.title')} />
      <p>
        <Link to={{ page: 'overview' }}>{t('unknown.back')}</Link>
      </p>
    </>
  );
}
