import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Balancer, field, startBalancer } from './balancer.ts';

const PASSWORD = 'freeswitch:1';
const AUTHORIZATION = `Basic ${Buffer.from(`fsapi:${PASSWORD}`).toString('base64')}`;

describe('a caller', () => {
  let pool: Balancer;
  beforeAll(async () => {
    const env = { FSAPI_PASSWORD: PASSWORD, FSAPI_MAX_DURATION: '90', VOICE_BRIDGE_LEN: '6' };
    pool = await startBalancer({ fleet: { servers: 1 }, env });
  });
  afterAll(() => pool.close());

  const ask = (fields: Readonly<Record<string, string>>, authorization = AUTHORIZATION): Promise<Response> =>
    fetch(`${pool.origin}/fsapi`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({
        section: 'dialplan',
        'Caller-Destination-Number': '+493012345',
        'Caller-Caller-ID-Number': '491701234567',
        ...fields,
      }),
    });

  const told = async (fields: Readonly<Record<string, string>>): Promise<string> => {
    const response = await ask(fields);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    return response.text();
  };

  const dialplan = (about: string, name: string, actions: readonly string[]): string =>
    `<?xml version="1.0" encoding="UTF-8" standalone="no"?><document type="freeswitch/xml">` +
    `<section name="dialplan" description="${about}"><context name="public"><extension name="${name}">` +
    `<condition field="destination_number" expression="^\\\\+493012345$">${actions
      .map((action) => `<action application="${action.replace(' ', '" data="')}"/>`)
      .join('')}</condition></extension></context></section></document>`;

  const READ_PIN = [
    'play_and_get_digits 5 9 3 7000 # conference/conf-enter_conf_pin.wav conference/conf-bad-pin.wav pin \\d+',
    `transfer $${'{'}pin} XML public`,
  ];

  it('is welcomed and asked for the PIN', async () => {
    const actions = [
      'answer',
      'sched_hangup +5400 normal_clearing',
      'sleep 500',
      'playback ivr/ivr-welcome.wav',
      'sleep 200',
      ...READ_PIN,
    ];
    // `answer` has no argument.
    expect(await told({})).toBe(
      dialplan('Match DID and Pin for Conference', 'match_did_and_prompt_for_pin', actions),
    );
  });

  it('with a wrong PIN is asked again', async () => {
    const actions = ['playback conference/conf-bad-pin.wav', 'sleep 500', ...READ_PIN];
    expect(await told({ variable_pin: '99' })).toBe(
      dialplan('Reprompt Pin for Conference', 'reprompt_for_pin', actions),
    );
  });

  it('with the PIN of a meeting, or of a breakout room of it, goes to its server', async () => {
    const created = await pool.call('create', { meetingID: 'room & 1', name: 'Room' });
    const pin = field(created.text, 'voiceBridge') ?? '';
    expect(pin).toMatch(/^\d{6}$/);
    const host = new URL(pool.fleet.servers[0]?.url ?? '').hostname;
    for (const dialled of [pin, `${pin}3`]) {
      expect(await told({ variable_pin: dialled, 'Caller-Caller-ID-Name': '491701234567' })).toBe(
        dialplan('Bridge Call to BBB Server', 'bridge_to_bbb_server', [
          'set meeting_id=room &amp; 1',
          'set effective_caller_id_name=49170123XXXX',
          `bridge sofia/external/${dialled}@${host}`,
        ]),
      );
    }
    expect(await told({ variable_pin: `${pin}34` })).toContain('reprompt_for_pin');
  });

  it.each([
    [{ 'Caller-Caller-ID-Name': '12' }, 'XX'],
    [{ 'Caller-Caller-ID-Name': '123456', 'Caller-Privacy-Hide-Number': 'true' }, 'Unavailable'],
    [{ 'Caller-Caller-ID-Name': '123456', 'Caller-Privacy-Hide-Name': 'true' }, '12XXXX'],
    [{ 'Caller-Caller-ID-Name': 'Ann "A"', 'Caller-Privacy-Hide-Number': 'true' }, 'Ann &quot;A&quot;'],
    [{ 'Caller-Caller-ID-Name': 'Ann', 'Caller-Privacy-Hide-Name': 'true' }, 'Unavailable'],
    [{ 'Caller-Caller-ID-Name': ' ' }, 'Unavailable'],
  ])('who gives %j is shown as %s', async (fields, shown) => {
    const created = await pool.call('create', { meetingID: 'names', name: 'Names' });
    const pin = field(created.text, 'voiceBridge') ?? '';
    const document = await told({ variable_pin: pin, ...fields });
    expect(document).toContain(`effective_caller_id_name=${shown}"`);
  });

  it('is nobody for requests about anything else', async () => {
    for (const fields of [{ section: 'directory' }, { 'Caller-Destination-Number': '' }])
      expect(await told(fields as Record<string, string>)).toContain(
        '<section name="result"><result status="not found"/></section>',
      );
  });

  it('is told nothing without the password', async () => {
    for (const authorization of [
      '',
      'Basic',
      `Basic ${btoa('fsapi:wrong')}`,
      `Basic ${btoa('x:freeswitch:1')}`,
    ]) {
      const response = await ask({}, authorization);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Basic realm="scalelite"');
    }
    expect(await (await fetch(`${pool.origin}/fsapi`)).text()).toContain('unsupportedRequest');
  });
});
