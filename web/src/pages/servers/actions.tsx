import type { Server } from '../../api/calls.ts';
import { call } from '../../api/client.ts';
import { type Translator, texts, useTexts } from '../../i18n/i18n.ts';
import { useMay } from '../../state/session.ts';
import { confirm, type Question } from '../../ui/confirm.tsx';
import { goTo } from '../../ui/navigation.tsx';
import { Opener } from '../../ui/opener.tsx';
import { toast } from '../../ui/toasts.tsx';
import { tellEnding } from '../not-ended.ts';
import { EditServer } from '../server/edit-server.tsx';

export type Action = 'enable' | 'cordon' | 'disable' | 'panic' | 'remove';

/** What can be done to a server as it is. */
function actionsFor({ state }: Pick<Server, 'state'>): Action[] {
  return [
    ...(state === 'enabled' ? [] : (['enable'] as const)),
    ...(state === 'enabled' ? (['cordon'] as const) : []),
    ...(state === 'disabled' ? [] : (['disable', 'panic'] as const)),
  ];
}

/** Asks, with what will come of it, and does it. */
function ask(server: Server, action: Action): void {
  confirm(questionOf(texts(), server, action));
}

function questionOf(t: Translator, server: Server, action: Action): Question {
  const { id } = server;
  const people = { id, meetings: t.n('meetings', server.meetings), users: t.n('users', server.users) };
  const busy = server.meetings > 0 ? 'busy' : 'idle';
  return {
    title: t(`server.${action}.title`, { id }),
    consequence: t(action === 'enable' ? 'server.enable.idle' : `server.${action}.${busy}`, people),
    action: t(`server.${action}`),
    danger: action === 'panic' || action === 'remove' || (action === 'disable' && busy === 'busy'),
    run: () => does[action](id, t(`server.${action}.done`, { id })),
  };
}

/** `done`: what is told once it is. */
const does: Readonly<Record<Action, (id: string, done: string) => Promise<void>>> = {
  async enable(id, done) {
    await call('servers.enable', { id });
    toast(done);
  },
  async cordon(id, done) {
    await call('servers.cordon', { id });
    toast(done);
  },
  async disable(id, done) {
    tellEnding(done, (await call('servers.disable', { id, end_meetings: true })).not_ended);
  },
  async panic(id, done) {
    tellEnding(done, (await call('servers.panic', { id })).not_ended);
  },
  async remove(id, done) {
    const { not_ended } = await call('servers.remove', { id, end_meetings: true });
    goTo({ page: 'servers' });
    tellEnding(done, not_ended, 'left');
  },
};

/** The most usual thing to do to a server, in its row of the table. */
export function ServerMenu({ server }: { readonly server: Server }) {
  const t = useTexts();
  return (
    <span class="row-actions">
      {actionsFor(server)
        .filter((action) => action !== 'panic')
        .map((action) => (
          <button key={action} type="button" class="small" onClick={() => ask(server, action)}>
            {t(`server.${action}`)}
          </button>
        ))}
    </span>
  );
}

/** All of them, on the server's own page. */
export function ServerActions({ server }: { readonly server: Server }) {
  const t = useTexts();
  const [mayAct, mayEdit] = [useMay('operate'), useMay('admin')];
  if (!mayAct) return null;
  const actions: Action[] = [...actionsFor(server), ...(mayEdit ? (['remove'] as const) : [])];
  return (
    <span class="actions">
      {mayEdit && (
        <Opener label={t('server.edit')}>{(close) => <EditServer server={server} onClose={close} />}</Opener>
      )}
      {actions.map((action) => (
        <button
          key={action}
          type="button"
          class={action === 'panic' || action === 'remove' ? 'danger' : ''}
          onClick={() => ask(server, action)}
        >
          {t(`server.${action}`)}
        </button>
      ))}
    </span>
  );
}
