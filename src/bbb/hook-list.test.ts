import { expect, it } from 'vitest';
import { readHookList } from './hook-list.ts';

const read = (text: string) => readHookList(Buffer.from(text));

it("reads a server's hooks, and knows what is no answer of bbb-webhooks", () => {
  const hooks =
    '<hook><hookID>1</hookID><callbackURL><![CDATA[http://a.example.com/?x=1&y=2]]></callbackURL>' +
    '<meetingID><![CDATA[m]]></meetingID><permanentHook>false</permanentHook><rawData>true</rawData></hook>' +
    '<hook><hookID>2</hookID><callbackURL>http://b.example.com/?x=1&amp;y=2</callbackURL></hook>';
  expect(read(`<response><returncode>SUCCESS</returncode><hooks>${hooks}</hooks></response>`)).toEqual([
    { id: '1', callbackUrl: 'http://a.example.com/?x=1&y=2' },
    { id: '2', callbackUrl: 'http://b.example.com/?x=1&y=2' },
  ]);
  expect(read('<response><returncode>SUCCESS</returncode><hooks></hooks></response>')).toEqual([]);
  expect(read('<response><returncode>FAILED</returncode></response>')).toBeUndefined();
  expect(read('<html><body>404</body></html>')).toBeUndefined();
});
