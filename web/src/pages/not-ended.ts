/** What is told of meetings that their server did not end. */
import type { Output } from '../api/calls.ts';
import { type Translator, texts } from '../i18n/i18n.ts';
import { reasonText } from '../i18n/server-texts.ts';
import { tell } from '../ui/confirm.tsx';
import { toast } from '../ui/toasts.tsx';

type NotEnded = Output<'meetings.end'>['not_ended'];

const NAMED = 5;

/** `rooms`: what becomes of them, as their server stays in the pool or leaves it. Undefined: all were ended. */
export function notEndedText(
  t: Translator,
  meetings: NotEnded,
  rooms: 'remembered' | 'left',
): string | undefined {
  if (meetings.length === 0) return undefined;
  const names = meetings.slice(0, NAMED).map(({ id }) => id);
  const more = meetings.length > NAMED ? ['…'] : [];
  const reasons = new Set(meetings.map(({ reason, why }) => reasonText(t, why, reason)));
  const values = { names: [...names, ...more].join(', '), reasons: [...reasons].join('; ') };
  return `${t.n('notEnded.these', meetings.length, values)} ${t(`notEnded.${rooms}`)}`;
}

/** Tells that it is done, or what of it is not. */
export function tellEnding(
  done: string,
  meetings: NotEnded,
  rooms: 'remembered' | 'left' = 'remembered',
): void {
  const t = texts();
  const left = notEndedText(t, meetings, rooms);
  if (left === undefined) toast(done);
  else tell({ title: t('notEnded.title'), text: left });
}
