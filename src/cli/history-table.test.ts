import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { historyTable, overviewTable } from './history-table.ts';

const span = { since: '2026-11-20T10:00:00.000Z', until: '2026-11-20T11:00:00.000Z', step_seconds: 300 };

function point(load: number | null, users: number) {
  const figures = { load, load_max: load, users, users_max: users + 1, meetings: 1, meetings_max: 2 };
  const rest = { videos: 0, videos_max: 0, response_ms: 8.04, response_ms_max: 9.5 };
  return { at: span.since, samples: 5, online: load === null ? 0 : 1, ...figures, ...rest };
}

function terminal(columns: number): { stdout: PassThrough & { isTTY: boolean; columns: number } } {
  return { stdout: Object.assign(new PassThrough(), { isTTY: true, columns }) };
}

describe('the table of a history', () => {
  it('draws the figures of one server', () => {
    const points = [point(5, 2), point(null, 0), point(10, 4)];
    expect(historyTable({ server: 'bbb1', ...span, points })).toEqual([
      'bbb1, 2026-11-20 10:00 to 2026-11-20 11:00 UTC',
      '',
      '                TREND  AVERAGE  HIGHEST',
      'Load            ▄ █    7.5      10',
      'Users           ▄▁█    2        5',
      'Meetings        ███    1        2',
      'Webcams         ▁▁▁    0        0',
      'Answered in ms  ███    8        9.5',
      '',
      'online at 66.7 % of the polls',
    ]);
  });

  it('says that nothing was seen', () => {
    expect(historyTable({ server: null, ...span, points: [] }).at(-1)).toBe('Nothing was seen in that time.');
  });

  it('draws the servers on one scale, and the pool on its own', () => {
    const summary = { users: [], users_max: 5, meetings_max: 1, response_ms: 8, load_max: 20 };
    const never = { users_max: null, meetings_max: null, response_ms: null, load_max: null };
    const overview = {
      ...span,
      pool: { id: null, online: 1.5, load: [10, 30], ...summary },
      servers: [
        { id: 'bbb1', online: 1, load: [10, 20], ...summary },
        {
          id: 'b\u001bbb-of-a-very-long-name.example.com',
          online: null,
          load: [null, null],
          users: [],
          ...never,
        },
      ],
    };
    expect(overviewTable(terminal(100), overview)).toEqual([
      'From 2026-11-20 10:00 to 2026-11-20 11:00 UTC; highest values, and how fast servers answered',
      '',
      '                            LOAD  HIGHEST  USERS  MEETINGS  ANSWERS  ONLINE',
      'The pool                    ▃█    20       5      1         8 ms     1.5',
      'bbb1                        ▄█    20       5      1         8 ms     100 %',
      'b bb-of-a-very-long-name.…        –        –      –         –        –',
    ]);
    const uncut = overviewTable({ stdout: new PassThrough() }, overview).at(-1);
    expect(uncut).toContain('b bb-of-a-very-long-name.example.com ');
    const narrow = overviewTable(terminal(50), overview).slice(2);
    expect(narrow.filter((line) => line.length > 50)).toEqual([]);
    expect(narrow[0]?.trim()).toBe('LOAD  HIGHEST  USERS');
  });
});
