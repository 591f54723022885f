import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Server } from '../cluster/server.ts';
import { server as idle } from '../cluster/testing.ts';
import { statusScreen } from './status-screen.ts';
import { createTrends } from './trends.ts';

/** One with two meetings. */
function server(id: string, fields: Partial<Server> = {}): Server {
  return idle(id, { meetings: 2, users: 9, largestMeeting: 7, videos: 3, ...fields });
}

function screen(
  servers: readonly Server[],
  size: { columns?: number; rows?: number; trouble?: string; before?: readonly Server[] } = {},
) {
  const { columns = 120, rows = 40, trouble, before = servers } = size;
  const trends = createTrends();
  trends.see(before, 0);
  trends.see(servers, 2000);
  const lines = statusScreen({ servers, columns, rows, trouble, trends, clock: '12:00:00' });
  return lines.map((line) => stripVTControlCharacters(line).trimEnd());
}

describe('the live picture', () => {
  it('has a line for the pool and one for each server, loads as bars on one scale', () => {
    const cordoned = server('b', { state: 'cordoned', load: 15, tag: 'x', bbbVersion: '3.0.19' });
    const offline = server('c', { online: false, load: undefined });
    const a = server('a', { load: 30 });
    expect(screen([offline, cordoned, a], { before: [server('a', { load: 15, users: 5 })] })).toEqual([
      'Scalelite  3 servers, 1 available · 6 meetings · 27 users · 9 videos  12:00:00',
      '',
      'SERVER  STATE     HEALTH   LOAD                TREND     MEETINGS  USERS  VIDEOS  LARGEST  TAG  VERSION',
      'a       enabled   online   ████████████  30.0        ▄█         2    9 ▲       3        7',
      'b       cordoned  online   ██████░░░░░░  15.0         ▄         2    9         3        7  x    3.0.19',
      'c       enabled   offline  ░░░░░░░░░░░░     –                   2    9         3        7',
    ]);
  });

  it('names servers by their host where the ID is a random one', () => {
    const random = server('bbb7.example.com', { id: '73b4c852-4dc4-4c53-a6dd-98916fb5aa65' });
    expect(
      screen([random, server('b')])
        .slice(3)
        .map((line) => line.split(' ')[0]),
    ).toEqual(['b', 'bbb7.example.com']);
  });

  it('says what keeps it from being of now', () => {
    expect(screen([], { trouble: 'The store is away' })[1]).toBe('The store is away');
  });

  it('fits into the terminal', () => {
    const many = Array.from({ length: 50 }, (_, index) => server(`bbb${index}`, { load: index }));
    const lines = screen(many, { columns: 60, rows: 12 });
    expect(lines).toHaveLength(12);
    expect(lines.at(-1)).toBe('… and 42 more');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
    expect(lines[2]).toMatch(/^SERVER {2}STATE {4}HEALTH {2}LOAD +MEETINGS {2}USERS$/);
  });

  it('shows no control characters that a server sends', () => {
    expect(screen([server('a', { bbbVersion: '3\x1b[2J' })]).join()).toContain('3 [2J');
  });
});
