import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectNotFound, openSite } from './fixture.ts';

describe('the player', () => {
  it('is served below /playback/, one page for all recordings', async () => {
    const site = await openSite({ PLAYBACK_DIR: 'player' });
    const current = join(site.player, 'presentation', '2.3');
    await mkdir(join(current, 'static'), { recursive: true });
    await writeFile(join(current, 'index.html'), 'the player');
    await writeFile(join(current, 'static', 'main.js'), 'run()');
    const answers = await Promise.all(
      ['rec-1', 'rec-1/', '', 'static/main.js'].map((path) => site.get(`/playback/presentation/2.3/${path}`)),
    );
    expect(answers.map(({ body }) => body)).toEqual(['the player', 'the player', 'the player', 'run()']);
    expect(answers.map(({ headers }) => headers['content-type']?.split(';')[0])).toEqual([
      'text/html',
      'text/html',
      'text/html',
      'text/javascript',
    ]);
    expectNotFound(await site.get('/playback/presentation/0.81/playback.html'));
    expectNotFound(await site.get('/playback/presentation/2.3/..%2f..%2f..%2fcluster.db'));
  });

  it('may be the folder of its version alone', async () => {
    const site = await openSite({ PLAYBACK_DIR: 'player' });
    await mkdir(site.player);
    await writeFile(join(site.player, 'index.html'), 'the player');
    await writeFile(join(site.player, 'main.css'), 'p {}');
    expect((await site.get('/playback/presentation/2.3/rec-1')).body).toBe('the player');
    expect((await site.get('/playback/presentation/2.3/main.css')).body).toBe('p {}');
  });

  it('is no path of ours without PLAYBACK_DIR', async () => {
    const site = await openSite();
    expect((await site.get('/playback/presentation/2.3/rec-1')).body).toContain('unsupportedRequest');
    const old = await site.get('/playback/presentation/2.0/playback.html?meetingId=rec-1');
    expect([old.status, old.headers.location]).toEqual([
      301,
      '/playback/presentation/2.3/rec-1?meetingId=rec-1',
    ]);
    expect((await site.get('/recording/screenshare/rec-1')).headers.location).toBe('/screenshare/rec-1');
  });
});
