import { GCProfiler } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { readFields, readInner, readMeetings, readReply, readTenantId } from './scanner.ts';

const utf8 = (text: string) => Buffer.from(text);
const reply = (inside: string) => utf8(`<response><returncode>SUCCESS</returncode>${inside}</response>`);
const SUCCESS = { returncode: 'SUCCESS', messageKey: undefined, message: undefined };

describe('readTenantId', () => {
  it('is the meeting’s own metadata', () => {
    const metadata = (id: string) => `<metadata><a>b</a><tenant-id>${id}</tenant-id></metadata>`;
    expect(readTenantId(reply(metadata('<![CDATA[t1]]>')))).toBe('t1');
    expect(readTenantId(reply(`<attendees>${metadata('t1')}</attendees><metadata/>`))).toBeUndefined();
    expect(readTenantId(reply('<tenant-id>t1</tenant-id>'))).toBeUndefined();
    expect(readTenantId(utf8('<response>'))).toBeUndefined();
  });
});

describe('readReply', () => {
  it('tells returncode, key and message', () => {
    expect(
      readReply(
        utf8(
          '<response><returncode>FAILED</returncode><messageKey>notFound</messageKey><message>a &lt; b</message></response>',
        ),
      ),
    ).toEqual({ returncode: 'FAILED', messageKey: 'notFound', message: 'a < b' });
  });

  it.each([
    ['a declaration', '<?xml version="1.0" encoding="UTF-8" standalone=\'yes\' ?>\n'],
    ['a byte order mark', '\ufeff'],
    ['both', '\ufeff<?xml version="1.0"?>'],
    ['comments and instructions', '<!-- <response> - -> --><?xml-stylesheet href="a"?> <?a?>'],
  ])('reads past %s', (_, prolog) => {
    expect(readReply(Buffer.concat([utf8(prolog), reply('\n'), utf8('<!-- bye -->\n')]))).toEqual(SUCCESS);
  });

  it('takes only direct children, and of each name the first', () => {
    expect(
      readReply(
        utf8(
          '<response><a><messageKey>deep</messageKey></a><returncode>FAILED</returncode><returncode>SUCCESS</returncode></response>',
        ),
      ),
    ).toEqual({ ...SUCCESS, returncode: 'FAILED' });
  });

  it('reads attributes and self-closing tags', () => {
    expect(
      readReply(
        utf8(
          `<response a="1>" b = '"/&gt;'><x y="é"/><returncode >SUCCESS</returncode ><messageKey/></response>`,
        ),
      ),
    ).toEqual({ ...SUCCESS, messageKey: '' });
  });

  it.each([
    ['nothing', ''],
    ['plain text', 'Bad Gateway'],
    ['a web page', '<!DOCTYPE html><html><head><meta charset="utf-8"></head></html>'],
    ['no returncode', '<response><version>2.0</version></response>'],
    ['another root', '<html><returncode>SUCCESS</returncode></html>'],
    ['JSON', '{"response":{"returncode":"SUCCESS"}}'],
  ])('does not take %s for an answer', (_, body) => {
    expect(readReply(utf8(body))).toBeUndefined();
  });

  it('needs valid UTF-8', () => {
    expect(readReply(Buffer.from(reply('<message>é</message>').toString(), 'latin1'))).toBeUndefined();
    expect(readReply(Buffer.from(reply('').toString(), 'utf16le'))).toBeUndefined();
  });

  it.each([
    '<!DOCTYPE response [<!ENTITY a "b">]>',
    '<!DOCTYPE response SYSTEM "file:///etc/passwd">',
    '<!DOCTYPE response>',
  ])('refuses every document type: %s', (doctype) => {
    expect(readReply(Buffer.concat([utf8(doctype), reply('')]))).toBeUndefined();
  });

  it.each([
    '&nbsp;',
    '&a;',
    '&amp',
    '& ',
    '&;',
    '&#;',
    '&#x;',
    '&#x:;',
    '&#X41;',
    '&#0;',
    '&#1;',
    '&#xd800;',
    '&#xffff;',
    '&#x110000;',
    `&#${'9'.repeat(400)};`,
    ']]>',
    '\u0001',
    '\0',
    '\uffff',
    '<a>',
    '</a>',
    '<a></b>',
    '<a></ab>',
    '<ab></a>',
    '<a>b]/a>',
    '<a>b<!a>',
    '<a>b</a',
    '<a>b</b>',
    '<a>b</a >c</a>',
    '<a b></a>',
    '<a b=c></a>',
    '<a b="1"c="2"/>',
    '<a b="1" b="2"/>',
    '<a b="<"/>',
    '<a b="&x;"/>',
    '<a / >',
    '< a/>',
    '<1/>',
    '<a×/>',
    '<!-- a -- b -->',
    '<!-- a --->',
    '<!x>',
    '<![CDATA[ ]]',
    '<?xml version="1.0"?>',
    '<?XML?>',
    '<?a b',
    '<? a?>',
  ])('refuses what is not well-formed: %s', (fault) => {
    expect(readReply(reply(`<x>${fault}</x>`))).toBeUndefined();
  });

  it.each([
    '<?xml?>',
    '<?xml version="2.0"?>',
    '<?xml encoding="UTF-8"?>',
    ' <?xml version="1.0"?>',
    'x',
    '<![CDATA[x]]>',
    '&#32;',
  ])('refuses %s in front', (front) => {
    expect(readReply(Buffer.concat([utf8(front), reply('')]))).toBeUndefined();
  });

  it.each(['x', '<a/>', '</a>', '\0', '&#32;', '<'])('refuses %s behind', (behind) => {
    expect(readReply(Buffer.concat([reply(''), utf8(behind)]))).toBeUndefined();
  });

  it('reads 255 levels below the root and refuses one more', () => {
    const nested = (depth: number) => reply('<a>'.repeat(depth) + '</a>'.repeat(depth));
    expect(readReply(nested(255))).toEqual(SUCCESS);
    expect(readReply(nested(256))).toBeUndefined();
  });

  it('refuses a tag of more attributes than any server sends', () => {
    const tag = (count: number) => `<a ${Array.from({ length: count }, (_, n) => `a${n}=""`).join(' ')}/>`;
    expect(readReply(reply(tag(256)))).toEqual(SUCCESS);
    expect(readReply(reply(tag(257)))).toBeUndefined();
  });

  it('reads any view of bytes', () => {
    const padded = Buffer.concat([utf8('padding'), reply('')]);
    expect(readReply(new Uint8Array(padded.buffer, padded.byteOffset + 7, padded.length - 7))).toEqual(
      SUCCESS,
    );
  });
});

describe('readFields', () => {
  it('gives texts exactly as they are', () => {
    const body = reply('<a> x\r\ny\rz&#13; </a><b><![CDATA[<&]]]>]]&gt;<!-- no --><?no?>é</b><c/>');
    expect(readFields(body, ['a', 'b', 'c', 'd'])).toEqual({ a: ' x\ny\nz\r ', b: '<&]]]>é', c: '' });
  });

  it('gives the text within markup, attributes aside', () => {
    expect(readFields(reply('<a>1<b x="/>2" y=\'>\'>3<c/></b >4</a>'), ['a'])).toEqual({ a: '134' });
  });

  it('is not taken in by names that mean something to JavaScript', () => {
    const fields = readFields(reply('<__proto__>x</__proto__><constructor>y</constructor>'), [
      '__proto__',
      'toString',
    ]);
    expect(Object.entries(fields ?? {})).toEqual([['__proto__', 'x']]);
  });

  it('gives undefined for a broken document even when the fields came before the fault', () => {
    expect(readFields(utf8('<response><a>1</a>'), ['a'])).toBeUndefined();
  });
});

describe('readInner', () => {
  it('gives what is inside byte for byte', () => {
    const inner = readInner(reply('<a>x &amp; <b c="1"/><![CDATA[<]]></a><a>2</a><d/>'), ['a', 'd', 'e']);
    expect(String(inner?.['a'])).toBe('x &amp; <b c="1"/><![CDATA[<]]>');
    expect(String(inner?.['d'])).toBe('');
    expect(inner?.['e']).toBeUndefined();
  });

  it('gives undefined for a broken document', () => {
    expect(readInner(utf8('<response><a>1</b></response>'), ['a'])).toBeUndefined();
  });
});

const MEETING =
  '<meeting><meetingName>Prüfung &amp; Übung</meetingName><meetingID>a&lt;b</meetingID>' +
  '<internalMeetingID>6e35-1700000000123</internalMeetingID><createTime>1700000000123</createTime>' +
  '<running>true</running><participantCount>12</participantCount><videoCount> 3\n</videoCount>' +
  '<moderatorCount>2</moderatorCount><isBreakout>false</isBreakout>' +
  '<attendees><attendee><meetingID>wrong</meetingID><participantCount>99</participantCount></attendee></attendees>' +
  '<breakoutRooms><breakout>x</breakout><meeting><meetingID>wrong</meetingID></meeting></breakoutRooms>' +
  '<tenant-id>wrong</tenant-id><metadata><a><tenant-id>wrong</tenant-id></a><tenant-id>t1</tenant-id><bbb-meeting-size-hint>50</bbb-meeting-size-hint></metadata></meeting>';

describe('readMeetings', () => {
  it('finds each meeting with its fields and its exact bytes', () => {
    const body = reply(`<meetings>\n${MEETING} <!-- é --><meeting x="1"/>\n</meetings>`);
    const found = readMeetings(body);
    expect(found?.head).toEqual(SUCCESS);
    expect(found?.meetings.map(({ start, end }) => body.toString('utf8', start, end))).toEqual([
      MEETING,
      '<meeting x="1"/>',
    ]);
    expect(found?.meetings[0]).toMatchObject({
      meetingID: 'a<b',
      meetingName: 'Prüfung & Übung',
      internalMeetingID: '6e35-1700000000123',
      createTime: 1700000000123,
      participantCount: 12,
      moderatorCount: 2,
      videoCount: 3,
      isBreakout: false,
      running: true,
      tenantId: 't1',
      sizeHint: 50,
    });
  });

  it('gives defaults for what a meeting lacks, whatever the one before it had', () => {
    const found = readMeetings(
      reply(
        `<meetings>${MEETING}<meeting><participantCount>-1</participantCount><createTime/></meeting></meetings>`,
      ),
    );
    expect(found?.meetings[1]).toMatchObject({
      meetingID: '',
      meetingName: '',
      internalMeetingID: '',
      createTime: Number.NaN,
      participantCount: 0,
      moderatorCount: 0,
      videoCount: 0,
      isBreakout: false,
      running: false,
      tenantId: undefined,
      sizeHint: 0,
    });
  });

  it('takes no count that nobody can have', () => {
    const counts = '<participantCount>9999999</participantCount><moderatorCount>10000000</moderatorCount>';
    const times = `<createTime>${'9'.repeat(16)}</createTime><videoCount>${'9'.repeat(400)}</videoCount>`;
    const [found] =
      readMeetings(reply(`<meetings><meeting>${counts}${times}</meeting></meetings>`))?.meetings ?? [];
    expect(found).toMatchObject({ participantCount: 9_999_999, moderatorCount: 0, videoCount: 0 });
    expect(found?.createTime).toBeNaN();
  });

  it('lists none where there are none', () => {
    expect(readMeetings(reply('<meetings/><messageKey>noMeetings</messageKey><message/>'))).toEqual({
      head: { returncode: 'SUCCESS', messageKey: 'noMeetings', message: '' },
      meetings: [],
    });
    expect(readMeetings(reply(MEETING))?.meetings).toEqual([]);
  });

  it('gives undefined without a returncode, and when the document breaks behind the meetings', () => {
    expect(readMeetings(utf8(`<response><meetings>${MEETING}</meetings></response>`))).toBeUndefined();
    expect(readMeetings(reply(`<meetings>${MEETING}</meetings><`))).toBeUndefined();
  });

  it('reads 50 MB in one go and leaves no garbage behind', () => {
    const attendee = '<attendee><fullName>Jürgen &amp; Co</fullName><role x="1">VIEWER</role></attendee>\n';
    const many = attendee.repeat(Math.ceil(50e6 / attendee.length));
    const body = reply(
      `<meetings><meeting><attendees>${many}</attendees><meetingID>m</meetingID></meeting></meetings>`,
    );
    const profiler = new GCProfiler();
    profiler.start();
    const started = performance.now();
    expect(readMeetings(body)?.meetings).toMatchObject([{ meetingID: 'm' }]);
    expect(performance.now() - started).toBeLessThan(20_000);
    // 3.6 million tags: an object each would have taken dozens of collections.
    expect(profiler.stop()?.statistics.length).toBeLessThan(10);
  });
});
