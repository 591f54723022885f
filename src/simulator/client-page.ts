import { xml } from '../bbb/xml.ts';
import type { AttendeeChange } from './attendee.ts';
import { type Answer, html, redirect } from './calls/call.ts';
import { errorPage } from './deliver.ts';
import type { ServerState } from './server-state.ts';
import { enter, type Session } from './sessions.ts';

/** Where join sends the browser. */
export const CLIENT_PATH = '/html5client/';

type Action = (session: Session) => Answer;

/** What the page can do, by the last part of its path. Opening it (the first row) is what lets a user in. */
const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['', (session) => page(session)],
  ['leave', leave],
  ['camera', (session) => toggle(session, 'hasVideo')],
  ['microphone', (session) => toggle(session, 'hasJoinedVoice')],
]);

/** Answers the page and its buttons; undefined: no such path. */
export function clientPage(state: ServerState, path: string, token: string): Answer | undefined {
  if (!path.startsWith(CLIENT_PATH)) return undefined;
  const action = ACTIONS.get(path.slice(CLIENT_PATH.length));
  if (action === undefined) return undefined;
  const session = state.sessions.find(token);
  return session === undefined ? over() : action(session);
}

function page(session: Session): Answer {
  const me = enter(session);
  const { settings, attendees } = session.room;
  const query = `?sessionToken=${session.token}`;
  const button = (path: string, label: string) =>
    xml`<form method="post" action="${path}${query}"><button>${label}</button></form>`;
  return html(
    200,
    xml`<html lang="en"><head><title>${settings.name}</title><meta name="viewport" content="width=device-width"/></head>
<body style="font-family: system-ui; max-width: 36rem; margin: 3rem auto">
<h1>${settings.name}</h1>
<p>A simulated BigBlueButton meeting (${settings.meetingId}). You are <b>${me.fullName}</b>, ${me.role.toLowerCase()}.</p>
<ul>${attendees.map((user) => xml`<li>${user.fullName}${user.hasVideo ? ' (camera)' : ''}${user.hasJoinedVoice ? ' (microphone)' : ''}</li>`)}</ul>
${button('camera', me.hasVideo ? 'Stop camera' : 'Share camera')}
${button('microphone', me.hasJoinedVoice ? 'Leave audio' : 'Join audio')}
${button('leave', 'Leave meeting')}
</body></html>`,
  );
}

function leave({ room, user }: Session): Answer {
  room.remove(user.userId);
  const { logoutUrl } = room.settings;
  return /^https?:\/\//.test(logoutUrl) ? redirect(logoutUrl) : html(200, note('You have left the meeting.'));
}

function toggle(session: Session, what: keyof AttendeeChange): Answer {
  const me = enter(session);
  session.room.change(me.userId, { [what]: !me[what] });
  return redirect(`${CLIENT_PATH}?sessionToken=${session.token}`);
}

function over(): Answer {
  return { ...errorPage(404), body: `<!doctype html>\n${note('This meeting is over.')}\n` };
}

function note(text: string) {
  return xml`<html lang="en"><head><title>${text}</title></head><body><p>${text}</p></body></html>`;
}
