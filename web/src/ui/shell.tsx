import { useEffect, useRef } from 'preact/hooks';
import { chooseLanguage, useTexts } from '../i18n/i18n.ts';
import { troubleText } from '../i18n/server-texts.ts';
import { languages } from '../i18n/translate.ts';
import { connection, pool } from '../live/feed.ts';
import { destinations, Page } from '../pages/pages.tsx';
import { listOf } from '../route.ts';
import { useNow } from '../state/clock.ts';
import { leave, session, useScopes } from '../state/session.ts';
import { chooseTheme, theme, themes } from '../state/theme.ts';
import { useStore, useValue } from '../state/use-store.ts';
import { Confirmation } from './confirm.tsx';
import { Icon } from './icon.tsx';
import { keepFocus } from './keep-focus.ts';
import { Link, useRoute } from './navigation.tsx';
import { Toasts, toast } from './toasts.tsx';

/** What is around every page. */
export function Shell() {
  const t = useTexts();
  const route = useRoute();
  const scopes = useScopes();
  const nav = useRef<HTMLElement>(null);
  const list = listOf(route);
  useEffect(() => showCurrent(nav.current), [list]);
  useEffect(keepFocus, []);
  return (
    <div class="shell">
      <a class="skip" href="#content">
        {t('skip')}
      </a>
      <header class="top">
        <span class="brand">Scalelite</span>
        <Liveness />
        <Preferences />
        <Account />
      </header>
      <nav ref={nav} class="side" aria-label={t('nav.label')}>
        {destinations
          .filter(({ scope }) => scopes.includes(scope))
          .map(({ page, title, icon }) => (
            <Link key={page} to={{ page }} current={list === page}>
              <Icon name={icon} />
              <span>{t(title)}</span>
            </Link>
          ))}
      </nav>
      <main id="content" tabIndex={-1}>
        <Trouble />
        <Page route={route} />
      </main>
      <Confirmation />
      <Toasts />
    </div>
  );
}

/** On a phone there are more pages than fit: the one that is shown is to be seen. */
function showCurrent(nav: HTMLElement | null): void {
  const link = nav?.querySelector<HTMLElement>('[aria-current]');
  if (nav && link) nav.scrollLeft = link.offsetLeft - (nav.clientWidth - link.offsetWidth) / 2;
}

/** Whether what is shown is what is. */
function Liveness() {
  const t = useTexts();
  const { state } = useValue(connection);
  return (
    <span class={`liveness ${state}`} role="status">
      <span class="dot" aria-hidden="true" />
      {t(`connection.${state}`)}
    </span>
  );
}

const LOST_FOR_MS = 4000;

function Trouble() {
  const t = useTexts();
  const state = useValue(connection);
  const trouble = useStore(pool, (value) => value.trouble);
  const now = useNow(1000);
  if (state.state === 'lost' && now - state.since > LOST_FOR_MS)
    return (
      <p class="banner" role="alert">
        <Icon name="alert" />{' '}
        {t('connection.lostLong', { time: new Date(state.since).toLocaleTimeString(t.language) })}
      </p>
    );
  if (trouble === undefined) return null;
  return (
    <p class="banner" role="alert">
      <Icon name="alert" /> {t('connection.trouble', { reason: troubleText(t, trouble) })}
    </p>
  );
}

export function Preferences() {
  const t = useTexts();
  const chosen = useValue(theme);
  return (
    <span class="preferences">
      <select
        aria-label={t('theme.label')}
        value={chosen}
        onChange={({ currentTarget: { value } }) =>
          chooseTheme(themes.find((one) => one === value) ?? 'system')
        }
      >
        {themes.map((one) => (
          <option key={one} value={one}>
            {t(`theme.${one}`)}
          </option>
        ))}
      </select>
      <select
        aria-label={t('language.label')}
        value={t.language}
        onChange={({ currentTarget: { value } }) =>
          chooseLanguage(languages.find((one) => one === value) ?? 'en')
        }
      >
        {languages.map((one) => (
          <option key={one} value={one}>
            {one.toUpperCase()}
          </option>
        ))}
      </select>
    </span>
  );
}

function Account() {
  const t = useTexts();
  const state = useValue(session);
  if (state.kind !== 'in') return null;
  const { name, scope } = state.session;
  return (
    <span class="account">
      <span class="who" title={t(`scope.${scope}`)}>
        {name}
      </span>
      <button
        type="button"
        class="icon-button"
        aria-label={t('signOut')}
        onClick={() => leave().catch(() => toast(t('error.noAnswer'), 'failed'))}
      >
        <Icon name="out" />
      </button>
    </span>
  );
}
