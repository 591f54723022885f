import { describe, expect, it } from 'vitest';
import { innerId } from './isolated-id.ts';
import { attendanceIn, type Rosters } from './roster.ts';

const said = (id: string, name: string): Rosters => new Map([['bbb1', new Map([[id, { name, users: 3 }]])]]);
const meeting = (id: string, tenantId?: string) => ({ id, serverId: 'bbb1', tenantId });

describe('what the server of a meeting said of it', () => {
  it('is found by its id, on the server that it is on record for', () => {
    const rosters = said('maths', 'Algebra');
    expect(attendanceIn(rosters, meeting('maths'))).toEqual({ name: 'Algebra', users: 3 });
    expect(attendanceIn(rosters, { ...meeting('maths'), serverId: 'bbb2' })).toBeUndefined();
    expect(attendanceIn(rosters, meeting('art'))).toBeUndefined();
  });

  it('calls one without a name by its id, as its tenant calls it', () => {
    const inner = innerId('school', 'maths');
    expect(attendanceIn(said(inner, inner), meeting(inner, 'school'))).toEqual({ name: 'maths', users: 3 });
    expect(attendanceIn(said(inner, 'Algebra'), meeting(inner, 'school'))?.name).toBe('Algebra');
    expect(attendanceIn(said('maths', 'maths'), meeting('maths', 'school'))?.name).toBe('maths');
    expect(attendanceIn(said('maths', 'maths'), meeting('maths'))?.name).toBe('maths');
  });
});
