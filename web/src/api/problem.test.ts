import { describe, expect, it } from 'vitest';
import { problemsIn } from './problem.ts';

describe('what is wrong with the fields', () => {
  it('is told by their names, whichever place of a list it is', () => {
    const problems = [
      { field: 'name', problem: 'Too long', code: 'too-long', values: { most: 9, odd: [] }, allowed: 'x' },
      { field: 'secrets.0', problem: 'Must not be blank', code: 'secret' },
    ];
    expect(problemsIn({ error: 'no', problems })).toEqual([
      { field: 'name', problem: 'Too long', code: 'too-long', values: { most: 9 } },
      { field: 'secrets', problem: 'Must not be blank', code: 'secret', values: {} },
    ]);
  });

  it('is nothing in an answer of another kind', () => {
    for (const answer of [undefined, null, 'x', {}, { problems: 'x' }, { problems: [null, 5, { field: 5 }] }])
      expect(problemsIn(answer)).toEqual([]);
  });
});
