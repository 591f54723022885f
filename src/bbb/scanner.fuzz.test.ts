import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { type ListedMeeting, readFields, readMeetingPieces, readMeetings, readReply } from './scanner.ts';

/**
 * The same questions answered by saxes. Ours is stricter in four things, which the oracle is told: UTF-8
 * must be valid, a DOCTYPE is refused, so are more than 256 levels, and XML 1.1 is read as 1.0. In a fifth
 * saxes is too lenient: an instruction's target ends at a space or `?>`, not at any question mark.
 */
const LENIENT = /<\?[^\s?]+\?(?!>)/;

interface Node {
  readonly name: string;
  readonly children: Node[];
  text: string;
}

function parse(body: Buffer): Node | undefined {
  if (!isUtf8(body)) return undefined;
  const top: Node = { name: '', children: [], text: '' };
  const path = [top];
  const parser = new SaxesParser({ defaultXMLVersion: '1.0', forceXMLVersion: true });
  const refuse = (why: unknown) => {
    throw new Error(String(why));
  };
  const addText = (text: string) => {
    for (const node of path) node.text += text;
  };
  parser.on('error', refuse);
  parser.on('doctype', refuse);
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentag', ({ name }) => {
    const node: Node = { name, children: [], text: '' };
    path.at(-1)?.children.push(node);
    if (path.push(node) > 257) refuse('too deep');
  });
  parser.on('closetag', () => path.pop());
  try {
    parser.write(body.toString()).close();
  } catch {
    return undefined;
  }
  return top.children[0];
}

const child = (node: Node | undefined, name: string) => node?.children.find((one) => one.name === name);
const textOf = (node: Node | undefined, name: string) => child(node, name)?.text;

function expectedMeetings(body: Buffer) {
  const root = parse(body);
  if (root?.name !== 'response' || child(root, 'returncode') === undefined) return undefined;
  const meetings = root.children
    .filter(({ name }) => name === 'meetings')
    .flatMap(({ children }) => children.filter(({ name }) => name === 'meeting'));
  return { head: head(root), meetings: meetings.map(fields) };
}

const head = (root: Node) => ({
  returncode: textOf(root, 'returncode'),
  messageKey: textOf(root, 'messageKey'),
  message: textOf(root, 'message'),
});

const number = (text: string | undefined, otherwise: number, most = 7) =>
  /^\s*\d+\s*$/.test(text ?? '') && (text ?? '').trim().length <= most ? Number(text) : otherwise;

function fields(meeting: Node): Omit<ListedMeeting, 'start' | 'end'> {
  const metadata = meeting.children
    .filter(({ name }) => name === 'metadata')
    .flatMap(({ children }) => children);
  return {
    meetingID: textOf(meeting, 'meetingID') ?? '',
    meetingName: textOf(meeting, 'meetingName') ?? '',
    internalMeetingID: textOf(meeting, 'internalMeetingID') ?? '',
    createTime: number(textOf(meeting, 'createTime'), Number.NaN, 15),
    participantCount: number(textOf(meeting, 'participantCount'), 0),
    moderatorCount: number(textOf(meeting, 'moderatorCount'), 0),
    videoCount: number(textOf(meeting, 'videoCount'), 0),
    isBreakout: textOf(meeting, 'isBreakout')?.trim().toLowerCase() === 'true',
    running: textOf(meeting, 'running')?.trim().toLowerCase() === 'true',
    tenantId: metadata.find(({ name }) => name === 'tenant-id')?.text,
    sizeHint: number(metadata.find(({ name }) => name === 'bbb-meeting-size-hint')?.text, 0),
  };
}

const NAMES = [
  ...['returncode', 'messageKey', 'message', 'meetings', 'meeting', 'metadata', 'tenant-id', 'meetingID'],
  ...[
    'meetingName',
    'createTime',
    'participantCount',
    'running',
    'isBreakout',
    'response',
    'bbb-meeting-size-hint',
  ],
];
const ODD_NAMES = ['a', '_', 'x.y-1', 'é', '漢字', 'a·', '😀', 'xml:lang', ':', 'meetingIDx', 'meetingI'];

function expectSame(body: Buffer): void {
  if (LENIENT.test(body.toString())) return;
  const ours = readMeetings(body);
  const theirs = expectedMeetings(body);
  expect(
    ours && { head: ours.head, meetings: ours.meetings.map(({ start: _, end: __, ...rest }) => rest) },
  ).toEqual(theirs);
  const pieces = ours?.meetings.map(({ start, end, tenantId }) => ({ start, end, tenantId }));
  expect(readMeetingPieces(body)).toEqual(ours && { head: ours.head, meetings: pieces });
  expect(readReply(body)).toEqual(theirs?.head);
  const root = parse(body);
  const children = root?.name === 'response' ? NAMES.map((name) => [name, textOf(root, name)]) : [];
  expect(readFields(body, NAMES)).toEqual(
    root && Object.fromEntries(children.filter(([, text]) => text !== undefined)),
  );
}

const name = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...NAMES) }, fc.constantFrom(...ODD_NAMES));
const space = fc.constantFrom('', '', '', ' ', '\n', '\t', '\r\n ');
const character = fc
  .integer({ min: 0, max: 0x10ffff })
  .map((code) => (code % 3 === 0 ? code : code % 0x300))
  .filter((code) =>
    /[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(String.fromCodePoint(code)),
  );
const reference = fc.oneof(
  fc.constantFrom('&amp;', '&lt;', '&gt;', '&quot;', '&apos;'),
  character.map((code) => `&#${code};`),
  character.map((code) => `&#x${code.toString(16)};`),
  character.map((code) => `&#x000${code.toString(16).toUpperCase()};`),
);
const plain = fc.oneof(
  fc.constantFrom(
    'true',
    'false',
    '12',
    ' 7 ',
    '\r\n',
    '\r',
    ']',
    ']]',
    '>',
    '"',
    "'",
    '=',
    '/',
    '-',
    '\u00a0',
  ),
  character.map((code) => String.fromCodePoint(code).replace(/[<&]/, '.')),
);
const harmless = (text: string, mark: string) => text.replaceAll(mark, '');
const content = fc.array(plain, { maxLength: 8 }).map((pieces) => pieces.join('').replaceAll(']]>', ''));
const comment = content.map((text) => `<!--${harmless(text, '-')}-->`);
const cdata = fc
  .tuple(content, fc.constantFrom('', '<', '&', '</a>', '<![CDATA['))
  .map((parts) => `<![CDATA[${harmless(parts.join(''), ']]>')}]]>`);
const instruction = fc.tuple(name, content).map(([target, text]) => `<?${target} ${harmless(text, '?>')}?>`);
const attribute = fc.tuple(
  name,
  fc.constantFrom('="', " = '", '\n=\t"'),
  fc.array(
    fc.oneof(
      reference,
      plain.map((text) => text.replace(/["']/g, '')),
      fc.constantFrom('>', '/>', ']]>'),
    ),
  ),
);
const attributes = fc
  .uniqueArray(attribute, { selector: ([key]) => key, maxLength: 3 })
  .map((list) =>
    list.map(([key, equals, value]) => ` ${key}${equals}${value.join('')}${equals.at(-1)}`).join(''),
  );

const misc = fc.oneof(space, comment, instruction);
const { element } = fc.letrec<{ element: string; inside: string }>((tie) => ({
  inside: fc
    .array(
      fc.oneof({ maxDepth: 7, depthSize: 'medium' }, content, reference, cdata, comment, instruction, {
        weight: 6,
        arbitrary: tie('element'),
      }),
      { maxLength: 6 },
    )
    .map((pieces) => pieces.join('')),
  element: fc
    .tuple(name, attributes, space, fc.option(tie('inside'), { freq: 6 }))
    .map(([tag, attrs, gap, inside]) =>
      inside === null ? `<${tag}${attrs}${gap}/>` : `<${tag}${attrs}${gap}>${inside}</${tag}${gap}>`,
    ),
}));

const wrap = (tag: string, pieces: readonly string[]) => `<${tag}>${pieces.join('')}</${tag}>`;
const meeting = fc.array(fc.oneof(element, space), { maxLength: 8 }).map((pieces) => wrap('meeting', pieces));
const meetings = fc
  .array(fc.oneof({ weight: 3, arbitrary: meeting }, element, misc), { maxLength: 5 })
  .map((pieces) => wrap('meetings', pieces));
const prolog = fc.constantFrom(
  '',
  '',
  '\ufeff',
  '<?xml version="1.0"?>',
  "<?xml version='1.0' encoding='utf-8' ?>",
);
const answer = fc
  .tuple(prolog, misc, fc.array(fc.oneof(meetings, element, content, misc), { maxLength: 6 }), misc)
  .map(([start, before, inside, after]) => {
    const body = wrap('response', ['<returncode>SUCCESS</returncode>', ...inside]);
    return Buffer.from(start + before + body + after);
  });

/** Bytes that mean something to XML, or are wrong in it, or break UTF-8. */
const spicy = fc.constantFrom(...'<>&;#x!?-[]/="\' \n\r:.a1', '\0', '\x08').map((text) => text.charCodeAt(0));
const anyByte = fc.oneof({ weight: 4, arbitrary: spicy }, fc.integer({ min: 0, max: 255 }));
const token = fc.oneof(
  fc.constantFrom(
    ...[
      '<',
      '</',
      '>',
      '/>',
      '<a>',
      '</a>',
      '<a',
      '<response>',
      '</response>',
      '<returncode>',
      '</returncode>',
    ],
    ...[
      '<!--',
      '-->',
      '--',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '<?a',
      '<?xml',
      ' version="1.0"',
      '<!DOCTYPE a>',
      '<!',
    ],
    ...[
      '&',
      '&amp;',
      '&#',
      '&#x',
      ';',
      '1',
      'x',
      ' ',
      '=',
      '"',
      "'",
      ' a="',
      " b='",
      '\ufeff',
      '\uffff',
      'é',
      ':',
    ],
  ),
  element,
);

/** Finding the smallest counterexample of a failure could otherwise take many minutes. */
const BOUND = { interruptAfterTimeLimit: 15_000 };

describe('the scanner and saxes', () => {
  it('agree on generated answers, most of which are well-formed', () => {
    let accepted = 0;
    fc.assert(
      fc.property(answer, (body) => {
        expectSame(body);
        if (readReply(body)) accepted++;
      }),
      { numRuns: 400, ...BOUND },
    );
    expect(accepted).toBeGreaterThan(200);
  });

  it('agree on answers with bytes replaced, put in and taken out', () => {
    const change = fc.tuple(fc.nat(), fc.constantFrom(0, 1), fc.array(anyByte, { maxLength: 2 }));
    fc.assert(
      fc.property(answer, fc.array(change, { minLength: 1, maxLength: 3 }), (body, changes) => {
        const bytes = [...body];
        for (const [at, gone, put] of changes) bytes.splice(at % bytes.length, gone, ...put);
        expectSame(Buffer.from(bytes));
      }),
      { numRuns: 1500, ...BOUND },
    );
  });

  it('agree on answers cut off at any byte', () => {
    fc.assert(
      fc.property(answer, (body) => {
        for (let end = 0; end < Math.min(body.length, 400); end++) expectSame(body.subarray(0, end));
      }),
      { numRuns: 20, ...BOUND },
    );
  });

  it('agree on heaps of markup', () => {
    const wrapped = fc
      .tuple(fc.boolean(), fc.array(token, { maxLength: 8 }))
      .map(([inside, tokens]) =>
        Buffer.from(inside ? wrap('response', ['<returncode/>', ...tokens]) : tokens.join('')),
      );
    fc.assert(fc.property(wrapped, expectSame), { numRuns: 3000, ...BOUND });
  });

  it('agree on any bytes in a text, in an attribute, in a name', () => {
    const around = fc.constantFrom(
      ['<returncode>', '</returncode>'],
      ['<returncode a="', '"/>'],
      ['<returncode/><', '/>'],
    );
    fc.assert(
      fc.property(
        around,
        fc.array(fc.oneof(anyByte, fc.constantFrom(0xef, 0xbf, 0xbe, 0xc3, 0xa9))),
        ([open, close], bytes) => {
          expectSame(
            Buffer.concat([
              Buffer.from(`<response>${open}`),
              Buffer.from(bytes),
              Buffer.from(`${close}</response>`),
            ]),
          );
        },
      ),
      { numRuns: 2000, ...BOUND },
    );
  });

  it('agree on which characters there are, and which make a name', () => {
    for (let code = 0; code < 0x11000; code += code < 0x3100 ? 1 : 13) expectSameCharacter(code);
    for (const code of [0xd7ff, 0xf8ff, 0xf900, 0xfdcf, 0xfdd0, 0xfdef, 0xfdf0, 0xfffd, 0xfffe, 0xffff])
      expectSameCharacter(code);
    for (const code of [0xeffff, 0xf0000, 0x10ffff]) expectSameCharacter(code);
  });

  it('finds each meeting of a list where it stands', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(meeting, misc)), (list) => {
        const texts = list.map(([one]) => one);
        const inside = wrap('meetings', list.flat());
        const body = Buffer.from(wrap('response', ['<returncode/>', inside]));
        const found = readMeetings(body);
        fc.pre(found !== undefined);
        expect(found?.meetings.map(({ start, end }) => body.toString('utf8', start, end))).toEqual(texts);
      }),
    );
  });
});

function expectSameCharacter(code: number): void {
  const text = String.fromCodePoint(code);
  for (const inside of [`<${text}/>`, `<a${text}/>`, `<!--${text}-->`, `&#${code};`]) {
    const body = Buffer.from(wrap('response', ['<returncode/>', inside]));
    const same = (readReply(body) === undefined) === (expectedMeetings(body) === undefined);
    if (!same) expect.fail(`U+${code.toString(16)} in ${inside}`);
  }
}
