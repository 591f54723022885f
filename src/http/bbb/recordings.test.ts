import { beforeEach, describe, expect, it } from 'vitest';
import { checksum } from '../../bbb/checksum.ts';
import { loadConfig } from '../../config.ts';
import type { ImportedRecording, Thumbnail } from '../../recordings/recording.ts';
import { type Library, openLibrary } from '../../recordings/testing.ts';
import { serveCalls } from './testing.ts';

const SECRET = 'secret';
const TENANT_SECRET = 'secret-of-t1';

interface Api {
  /** The answer of a signed call; of a tenant's when a host is given. */
  call(name: string, query?: string, init?: RequestInit & { host?: string }): Promise<string>;
}

/** The calls over HTTP, on the library. */
async function serve(library: Library, env: Record<string, string> = {}): Promise<Api> {
  const config = loadConfig({ DATA_DIR: library.directory.published, LOADBALANCER_SECRET: SECRET, ...env });
  const recordings = config.dbDisabled ? undefined : library.recordings;
  const port = await serveCalls(library, config, { recordings });
  return {
    async call(name, query = '', { host, ...init } = {}) {
      const signature = checksum('SHA256', name, query, host ? TENANT_SECRET : SECRET);
      const signed = `${query}${query && '&'}checksum=${signature}`;
      const url = `http://127.0.0.1:${port}/bigbluebutton/api/${name}?${signed}`;
      const headers = { 'x-forwarded-proto': 'https', ...(host && { 'x-tenant-host': host }) };
      const answer = await fetch(url, { ...init, headers });
      return (await answer.text()).replaceAll(`127.0.0.1:${port}`, 'HOST');
    },
  };
}

const ids = (text: string) => [...text.matchAll(/<recordID>([^<]*)</g)].map(([, id]) => id);
const NONE =
  '<response><returncode>SUCCESS</returncode><recordings></recordings><messageKey>noRecordings</messageKey>' +
  '<message>There are not recordings for the meetings</message></response>';
const failed = (key: string) => expect.stringContaining(`<messageKey>${key}</messageKey>`);

describe('the recordings calls', () => {
  let library: Library;
  beforeEach(async () => {
    library = await openLibrary();
  });
  const metadata = (more: Record<string, string>) => ({
    metadata: Object.entries(more).map(([key, value]) => ({ key, value })),
  });
  const format = (name: string, thumbnails: readonly Thumbnail[] = []): ImportedRecording['format'] => ({
    format: name,
    url: `/${name}/a?x=1&y=2`,
    length: 61,
    processingTime: 7,
    thumbnails,
  });

  describe('getRecordings', () => {
    it('describes a recording as front-ends read it', async () => {
      const image = { width: 176, height: 136, alt: 'A "slide" & <more>', url: '/t 1.png', sequence: 0 };
      await library.recordings.put({
        ...{ recordId: 'a', meetingId: 'room', name: 'Ü & <b>', published: true, state: 'published' },
        ...{ participants: 3, startTime: 1_700_000_000_123, endTime: 1_700_000_100_000, protected: false },
        ...metadata({ 'gl-listed': '', '1 & bad/>': 'x < y', 'bbb-origin': 'Moodle' }),
        format: format('presentation', [image, { ...image, alt: undefined, width: undefined, sequence: 1 }]),
      });
      await library.add('a', {
        name: 'Ü & <b>',
        format: { ...format('podcast'), processingTime: undefined },
      });
      const api = await serve(library);
      expect(await api.call('getRecordings')).toBe(
        [
          '<response><returncode>SUCCESS</returncode><recordings><recording><recordID>a</recordID>',
          '<meetingID>room</meetingID><internalMeetingID>a</internalMeetingID><name>Ü &amp; &lt;b&gt;</name>',
          '<published>true</published><state>published</state><startTime>1704067200000</startTime>',
          '<endTime>1704070800000</endTime><participants>2</participants><metadata>',
          '<_1___bad__>x &lt; y</_1___bad__>',
          '<bbb-origin>Moodle</bbb-origin><gl-listed><![CDATA[]]></gl-listed></metadata><playback>',
          '<format><type>podcast</type><url>https://HOST/podcast/a?x=1&amp;y=2</url><length>61</length></format>',
          '<format><type>presentation</type><url>https://HOST/presentation/a?x=1&amp;y=2</url>',
          '<length>61</length><processingTime>7</processingTime><preview><images>',
          '<image alt="A &quot;slide&quot; &amp; &lt;more&gt;" width="176" height="136">https://HOST/t 1.png</image>',
          '<image height="136">https://HOST/t 1.png</image></images></preview></format>',
          '</playback></recording></recordings></response>',
        ].join(''),
      );
    });

    it('tells of protection where there is any, and gives links that work once', async () => {
      const image = { width: 1, height: 1, alt: '', url: '/t.png', sequence: 0 };
      await library.add('a b', { protected: true, format: format('video', [image]) }, ['video']);
      const off = await (await serve(library)).call('getRecordings');
      expect(off).not.toContain('<protected>');
      const on = await (
        await serve(library, { PROTECTED_RECORDINGS_ENABLED: 'true', SECRET_KEY_BASE: 'x' })
      ).call('getRecordings');
      expect(on).toContain('<published>true</published><protected>true</protected><state>');
      const tokens = [off, on].map((text) => {
        const link = /<url>https:\/\/HOST\/recording\/a%20b\/video\?token=([0-9a-f]{64})<\/url>/.exec(text);
        expect(text).not.toContain('<preview>');
        return link?.[1] ?? '';
      });
      expect(new Set(tokens).size).toBe(2);
      for (const token of tokens)
        expect(await library.cluster.tokens.take(token)).toEqual({ recordId: 'a b', format: 'video' });
    });

    it('filters by all that is asked, a blank one being none', async () => {
      await library.add('aa-1', {
        meetingId: 'm1',
        startTime: 1000,
        ...metadata({ course: '1', term: 'x' }),
      });
      await library.add('aa-2', {
        meetingId: 'm2',
        startTime: 2000,
        ...metadata({ course: '2', term: 'x' }),
      });
      await library.add('bb-1', {
        meetingId: 'm2',
        startTime: 3000,
        ...metadata({ course: '2', term: 'y' }),
      });
      await library.add('cc-1', { meetingId: 'm3', startTime: 4000, state: 'processing' });
      const api = await serve(library);
      const found = async (query: string) => ids(await api.call('getRecordings', query));
      expect(await found('')).toEqual(['bb-1', 'aa-2', 'aa-1']);
      expect(await found('recordID=aa,zz')).toEqual(['aa-2', 'aa-1']);
      expect(await found('recordID=aa&meetingID=m2')).toEqual(['aa-2']);
      expect(await found('recordID=&meetingID=m1,m2&state=')).toEqual(['bb-1', 'aa-2', 'aa-1']);
      expect(await found('meta_course=1,2&meta_term=x')).toEqual(['aa-2', 'aa-1']);
      expect(await found('meta_course=1,2&meta_term=y&meetingID=m2')).toEqual(['bb-1']);
      expect(await found('state=processing')).toEqual(['cc-1']);
      expect(await found('state=published,any')).toEqual(['cc-1', 'bb-1', 'aa-2', 'aa-1']);
      expect(await api.call('getRecordings', 'meetingID=nobody')).toBe(NONE);
      const form = { method: 'POST', body: new URLSearchParams({ meetingID: 'm1' }) };
      expect(ids(await api.call('getRecordings', '', form))).toEqual(['aa-1']);
    });

    it('pages as BBB does, with the number of all', async () => {
      for (let index = 0; index < 5; index++) await library.add(`r${index}`, { startTime: index });
      const api = await serve(library);
      const page = async (query: string) => {
        const text = await api.call('getRecordings', query);
        return [ids(text).join(), /<\/recordings>(.*)<\/response>/.exec(text)?.[1]];
      };
      const tail = (offset: number, size: number) =>
        `<pagination><pageable><offset>${offset}</offset><pageSize>${size}</pageSize></pageable>` +
        '<totalElements>5</totalElements></pagination><totalElements>5</totalElements>';
      expect(await page('limit=2')).toEqual(['r4,r3', tail(0, 2)]);
      expect(await page('limit=2&offset=3')).toEqual(['r1,r0', tail(3, 2)]);
      expect(await page('limit=1000')).toEqual(['r4,r3,r2,r1,r0', tail(0, 100)]);
      expect(await page('limit=0&offset=-3')).toEqual(['r4', tail(0, 1)]);
      expect(await page('offset=2')).toEqual(['r4,r3,r2,r1,r0', '']);
      expect(await page('limit=x')).toEqual(['r4,r3,r2,r1,r0', '']);
      expect((await page('limit=2&offset=9'))[1]).toContain(`noRecordings</messageKey>`);
    });

    it('answers any number of recordings', async () => {
      const all = Array.from({ length: 310 }, (_, index) => `r${index}`);
      const one = {
        name: 'x'.repeat(200),
        startTime: 1,
        endTime: 2,
        meetingId: 'm',
        participants: 1,
      } as const;
      const rest = { published: true, state: 'published', metadata: [], protected: false } as const;
      await Promise.all(
        all.map((recordId) => library.recordings.put({ ...one, ...rest, recordId, format: format('video') })),
      );
      const text = await (await serve(library)).call('getRecordings');
      expect(ids(text).sort()).toEqual(all.sort());
      expect(text.endsWith('</recording></recordings></response>')).toBe(true);
      expect(await (await serve(library)).call('getRecordings', '', { method: 'HEAD' })).toBe('');
    });

    it('must name something where the operator wants it so', async () => {
      await library.add('a');
      const api = await serve(library, { GET_RECORDINGS_API_FILTERED: 'true' });
      expect(await api.call('getRecordings', 'recordID=&meetingID=%20')).toEqual(failed('missingParameters'));
      expect(ids(await api.call('getRecordings', 'meetingID=room'))).toEqual(['a']);
    });
  });

  it('publish, update and delete', async () => {
    await library.add('a');
    const api = await serve(library);
    const done = (name: string, value: boolean) =>
      `<response><returncode>SUCCESS</returncode><${name}>${value}</${name}></response>`;
    expect(await api.call('publishRecordings', 'recordID=a,x&publish=False')).toBe(done('published', false));
    expect(await library.folders('a')).toEqual(['presentation unpublished']);
    expect(await api.call('publishRecordings', 'recordID=a&publish=true')).toBe(done('published', true));
    const update = 'recordID=a&meta_GL-Listed=yes&meta_gone=%20&name=ignored&protect=TRUE';
    expect(await api.call('updateRecordings', update)).toBe(done('updated', true));
    expect(await library.one('a')).toMatchObject({
      name: 'A lecture',
      protected: true,
      metadata: [{ key: 'gl-listed', value: 'yes' }],
    });
    expect(await api.call('updateRecordings', 'recordID=a,x&meta_k=v')).toBe(done('updated', false));
    expect(await api.call('updateRecordings', 'recordID=a')).toBe(done('updated', false));
    expect(await api.call('deleteRecordings', 'recordID=a,x')).toBe(done('deleted', true));
    expect(await library.folders('a')).toEqual([]);
    expect(await api.call('getRecordings')).toBe(NONE);
  });

  it('tell what they miss', async () => {
    await library.add('a');
    const api = await serve(library);
    for (const call of ['publishRecordings', 'updateRecordings', 'deleteRecordings'])
      expect(await api.call(call, 'recordID=%20,')).toEqual(failed('missingParamRecordID'));
    expect(await api.call('publishRecordings', 'recordID=a')).toEqual(failed('missingParamPublish'));
    expect(await api.call('publishRecordings', 'recordID=a&publish=perhaps')).toEqual(
      failed('missingParamPublish'),
    );
    expect(await api.call('publishRecordings', 'recordID=x&publish=true')).toEqual(failed('notFound'));
    expect(await api.call('deleteRecordings', 'recordID=x')).toEqual(failed('notFound'));
    await library.files.remove('a', ['presentation']);
    expect(await api.call('publishRecordings', 'recordID=a&publish=false')).toEqual(failed('internalError'));
  });

  it('answer without a checksum, and as if there were none, where there are no recordings', async () => {
    await library.add('a');
    for (const env of [{ RECORDING_DISABLED: 'true' }, { DB_DISABLED: 'true' }]) {
      const api = await serve(library, env);
      const wrong = (query: string) => `${query}&checksum=wrong`;
      expect(await api.call('getRecordings', wrong('x=1'))).toBe(NONE);
      for (const call of ['publishRecordings', 'updateRecordings', 'deleteRecordings'])
        expect(await api.call(call, wrong('recordID=a&publish=true'))).toEqual(failed('notFound'));
      expect(await api.call('getRecordingTextTracks', 'recordID=a')).toContain('noRecordings');
    }
  });

  it('show a tenant its own recordings and nothing of others', async () => {
    const tenants = { MULTITENANCY_ENABLED: 'true', URL_HOST: 'sl.example.com' };
    await library.cluster.tenants.add({ id: 'id-1', name: 't1', secrets: [TENANT_SECRET], lrs: {} });
    const own = metadata({ 'tenant-id': 'id-1', course: '1' });
    await library.add('own', own);
    await library.add('other', metadata({ 'tenant-id': 'id-2', course: '1' }));
    await library.add('nobodys', metadata({ course: '1' }));
    const api = await serve(library, tenants);
    const host = 't1.sl.example.com';
    const call = (name: string, query: string) => api.call(name, query, { host });
    for (const query of ['', 'meta_course=1', 'recordID=o,n', 'meta_tenant-id=id-1,id-2', 'state=any'])
      expect(ids(await call('getRecordings', query))).toEqual(['own']);
    expect(ids(await call('getRecordings', 'meta_tenant-id=id-2'))).toEqual([]);
    for (const query of ['recordID=other', 'recordID=nobodys', 'recordID=absent']) {
      expect(await call('publishRecordings', `${query}&publish=false`)).toEqual(failed('notFound'));
      expect(await call('deleteRecordings', query)).toEqual(failed('notFound'));
      expect(await call('updateRecordings', `${query}&meta_k=v`)).toContain('<updated>false</updated>');
      expect(await call('getRecordingTextTracks', query)).toContain('noRecordings');
    }
    expect(await call('updateRecordings', 'recordID=own&meta_tenant-id=id-2')).toContain('false</updated>');
    expect(await call('deleteRecordings', 'recordID=own,other')).toContain('<deleted>true</deleted>');
    expect((await library.one('other')).state).toBe('published');
    expect((await library.one('own')).state).toBe('deleted');
  });

  describe('text tracks', () => {
    const upload = (content: string | undefined): RequestInit => {
      const body = new FormData();
      if (content !== undefined) body.set('file', new Blob([content]), 'track.srt');
      else body.set('other', 'x');
      return { method: 'POST', body };
    };
    const key = async (answer: Promise<string>) => JSON.parse(await answer).response.messageKey;

    it('are uploaded as SubRip and listed as WebVTT', async () => {
      await library.add('a');
      const api = await serve(library);
      const query = 'recordID=a&kind=subtitles&lang=de-DE&label=Deutsch%20f%C3%BCr%20alle';
      const srt = '1\n00:00:01,000 --> 00:00:02,000\nHallo\n';
      expect(JSON.parse(await api.call('putRecordingTextTrack', query, upload(srt)))).toEqual({
        response: {
          returncode: 'SUCCESS',
          messageKey: 'upload_text_track_success',
          message: 'Text track uploaded successfully',
          recordId: 'a',
        },
      });
      expect(JSON.parse(await api.call('getRecordingTextTracks', 'recordID=a'))).toEqual({
        response: {
          returncode: 'SUCCESS',
          tracks: [
            {
              href: 'https://HOST/presentation/a/caption_de-DE.vtt',
              kind: 'subtitles',
              label: 'Deutsch für alle',
              lang: 'de-DE',
              source: 'upload',
            },
          ],
        },
      });
      expect(await library.read('published', 'presentation', 'a', 'caption_de-DE.vtt')).toBe(
        'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHallo\n',
      );
    });

    it('are refused as BBB refuses them, in JSON', async () => {
      await library.add('a');
      const api = await serve(library);
      const put = (query: string, content: string | undefined = 'WEBVTT\n') =>
        key(api.call('putRecordingTextTrack', query, upload(content)));
      expect(await put('kind=captions&lang=de')).toBe('missingParameter');
      expect(await put('recordID=a,b&kind=captions&lang=de')).toBe('paramError');
      expect(await put('recordID=a&kind=other&lang=de')).toBe('invalidKind');
      expect(await put('recordID=a&kind=captions&lang=../x')).toBe('invalidLang');
      expect(await put('recordID=a&kind=captions&lang=de', '')).toBe('empty_uploaded_text_track');
      expect(await put('recordID=b&kind=captions&lang=de')).toBe('noRecordings');
      expect(await put('recordID=a&kind=captions&lang=de', 'hello')).toBe('upload_text_track_failed');
      expect(await key(api.call('getRecordingTextTracks'))).toBe('missingParameter');
      expect(await key(api.call('getRecordingTextTracks', 'recordID=a&checksum=wrong'))).toBe(
        'checksumError',
      );
      expect(await library.read('published', 'presentation', 'a', 'captions.json')).toBeUndefined();
    });
  });
});
