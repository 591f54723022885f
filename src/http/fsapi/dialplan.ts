import { Xml, xml } from '../../bbb/xml.ts';
import { freeSwitchText, regexText } from './escape.ts';

/** One step of a dialplan: an application of FreeSWITCH's with its argument, which is written as it is. */
type Action = readonly [application: string, data?: string];

/** What the menu allows a caller. */
export interface MenuLimits {
  /** Fewest and most digits that may be keyed in. */
  readonly minDigits: number;
  readonly maxDigits: number;
  /** The call is hung up then; 0: never. */
  readonly maxSeconds: number;
}

/** Where a call goes. */
export interface Bridged {
  readonly meetingId: string;
  readonly callerName: string;
  /** As it was dialled. */
  readonly pin: string;
  /** Of the BBB server. */
  readonly host: string;
}

/** Says that there is nothing here for this request. */
export function notFound(): string {
  return freeSwitchDocument(xml`<section name="result"><result status="not found"/></section>`);
}

/** Welcomes the caller and asks for the PIN of the conference. */
export function askForPin(destination: string, limits: MenuLimits): string {
  const hangUp: Action[] =
    limits.maxSeconds > 0 ? [['sched_hangup', `+${limits.maxSeconds} normal_clearing`]] : [];
  return dialplan(destination, 'Match DID and Pin for Conference', 'match_did_and_prompt_for_pin', [
    ['answer'],
    ...hangUp,
    ['sleep', '500'],
    ['playback', 'ivr/ivr-welcome.wav'],
    ['sleep', '200'],
    ...readPin(limits),
  ]);
}

/** Says that the PIN was wrong and asks again. */
export function askAgain(destination: string, limits: MenuLimits): string {
  return dialplan(destination, 'Reprompt Pin for Conference', 'reprompt_for_pin', [
    ['playback', 'conference/conf-bad-pin.wav'],
    ['sleep', '500'],
    ...readPin(limits),
  ]);
}

/** Hands the call on to the server of the meeting. */
export function bridge(destination: string, { meetingId, callerName, pin, host }: Bridged): string {
  return dialplan(destination, 'Bridge Call to BBB Server', 'bridge_to_bbb_server', [
    ['set', `meeting_id=${freeSwitchText(meetingId)}`],
    ['set', `effective_caller_id_name=${freeSwitchText(callerName)}`],
    ['bridge', `sofia/external/${freeSwitchText(pin)}@${freeSwitchText(host)}`],
  ]);
}

function readPin({ minDigits, maxDigits }: MenuLimits): Action[] {
  const sounds = 'conference/conf-enter_conf_pin.wav conference/conf-bad-pin.wav';
  return [
    ['play_and_get_digits', `${minDigits} ${maxDigits} 3 7000 # ${sounds} pin \\d+`],
    // FreeSWITCH puts in what was keyed in.
    ['transfer', '$' + '{pin} XML public'],
  ];
}

function dialplan(destination: string, about: string, name: string, actions: readonly Action[]): string {
  const expression = `^${freeSwitchText(regexText(destination))}$`;
  const context = xml`<context name="public"><extension name="${name}"><condition field="destination_number" expression="${expression}">${actions.map(action)}</condition></extension></context>`;
  return freeSwitchDocument(xml`<section name="dialplan" description="${about}">${context}</section>`);
}

function action([application, data]: Action): Xml {
  const argument = data === undefined ? new Xml('') : xml` data="${data}"`;
  return xml`<action application="${application}"${argument}/>`;
}

function freeSwitchDocument(section: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="no"?>${xml`<document type="freeswitch/xml">${section}</document>`}`;
}
