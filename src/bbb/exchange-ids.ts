import { xml } from './xml.ts';
import { ANY_NAME, type Element, scan, want } from './xml-scan.ts';
import { readText } from './xml-text.ts';

/** Which meeting IDs are told by which others. */
export interface IdExchange {
  /**
   * What stands for an ID from now on; undefined: it stays. `told`: the metadatum of the meeting that bears
   * `metadatum` as its name.
   */
  readonly idFor: (id: string, told: string | undefined) => string | undefined;
  /** Is taken out of the metadata. */
  readonly metadatum: string;
  /** For messages, which may name an ID. */
  readonly message: (text: string) => string;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const METADATUM = want(ANY_NAME);
const IDS = [want('meetingID'), want('parentMeetingID')];
const FIELDS = [...IDS, want('metadata', [METADATUM]), want('breakoutRooms', [want('breakout')])];
const MEETING = want('meeting', FIELDS);
const MESSAGE = want('message');
const ANSWER = [want('response', [...FIELDS, MESSAGE, want('meetings', [MEETING])])];

/**
 * Exchanges the meeting IDs in an answer of BBB's, of one meeting or a list: `meetingID`, `parentMeetingID`,
 * those of breakout rooms, metadata that consist of an ID. All else stays byte for byte, as does what is not well-formed.
 */
export function exchangeIds(body: Buffer, exchange: IdExchange): Buffer {
  const edits: Edit[] = [];
  let ids: Edit[] = [];
  let told: string | undefined;
  const meetingOver = (): void => {
    for (const { start, end, text } of ids) {
      const id = exchange.idFor(text, told);
      if (id !== undefined) edits.push({ start, end, text: id });
    }
    ids = [];
    told = undefined;
  };
  const wellFormed = scan(body, ANSWER, (element) => {
    const { wanted, start, end, nameEnd, innerStart, innerEnd } = element;
    if (wanted === MEETING) meetingOver();
    if (wanted.inside.length > 0) return;
    const text = readText(body, innerStart, innerEnd);
    if (wanted === MESSAGE) edits.push(...changed(element, text, exchange.message(text)));
    else if (wanted === METADATUM && body.toString('utf8', start + 1, nameEnd) === exchange.metadatum) {
      told ??= text;
      edits.push({ start, end, text: '' });
    } else ids.push({ start: innerStart, end: innerEnd, text });
  });
  meetingOver();
  return wellFormed && edits.length > 0 ? edited(body, edits) : body;
}

function changed({ innerStart, innerEnd }: Element, before: string, after: string): Edit[] {
  return before === after ? [] : [{ start: innerStart, end: innerEnd, text: after }];
}

function edited(body: Buffer, edits: readonly Edit[]): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const { start, end, text } of edits.toSorted((a, b) => a.start - b.start)) {
    pieces.push(body.subarray(at, start), Buffer.from(xml`${text}`.toString()));
    at = end;
  }
  return Buffer.concat([...pieces, body.subarray(at)]);
}
