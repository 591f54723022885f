import { describe, expect, it } from 'vitest';
import { field, signedUrl, testServer } from './testing.ts';

async function joined(settings = {}) {
  const server = await testServer();
  const room = server.createRoom({ meetingId: 'room-1', name: '<Physics>', ...settings });
  const response = await fetch(
    signedUrl(server, 'join', { meetingID: 'room-1', fullName: 'Ada & Co', role: 'VIEWER' }),
  );
  const press = (button: string) =>
    fetch(new URL(`${button}${new URL(response.url).search}`, response.url), {
      method: 'POST',
      redirect: 'manual',
    });
  return { server, room, page: await response.text(), url: response.url, press };
}

describe('the page that join leads to', () => {
  it('shows meeting and user, escaped', async () => {
    const { page } = await joined();
    expect(field(page, 'h1')).toBe('&lt;Physics&gt;');
    expect(field(page, 'b')).toBe('Ada &amp; Co');
  });

  it('opened twice is still one user', async () => {
    const { room, url } = await joined();
    await (await fetch(url)).text();
    expect(room.attendees.length).toBe(1);
  });

  it('switches camera and microphone on and off', async () => {
    const { room, press } = await joined();
    const devices = () => room.attendees.map(({ hasVideo, hasJoinedVoice }) => [hasVideo, hasJoinedVoice]);
    expect((await press('camera')).status).toBe(302);
    expect(devices()).toEqual([[true, false]]);
    await press('microphone');
    expect(devices()).toEqual([[true, true]]);
    await press('camera');
    expect(devices()).toEqual([[false, true]]);
  });

  it('lets the user leave, and sends them to the logoutURL if there is one', async () => {
    const plain = await joined();
    expect((await plain.press('leave')).status).toBe(200);
    expect(plain.room.attendees).toEqual([]);
    const { press } = await joined({ logoutUrl: 'https://school.example/' });
    expect((await press('leave')).headers.get('location')).toBe('https://school.example/');
  });

  it('is gone when the meeting is over, or was never there', async () => {
    const { server, room, url } = await joined();
    server.endRoom(room);
    const response = await fetch(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('This meeting is over.');
    expect((await fetch(url.replace(/=\w+$/, '=other'))).status).toBe(404);
  });
});
