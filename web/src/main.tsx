import { render } from 'preact';
import { App } from './app.tsx';
import { startLanguage } from './i18n/i18n.ts';
import { startSession } from './state/session.ts';
import { startTheme } from './state/theme.ts';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';

startTheme();
// Both at once; what there is to see needs both.
await Promise.all([startLanguage(), startSession()]);
const root = document.getElementById('app');
if (root) render(<App />, root);
