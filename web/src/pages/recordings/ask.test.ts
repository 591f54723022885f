import { expect, it } from 'vitest';
import { actionsFor } from './ask.ts';

it('what can be done to a recording follows from how it is', () => {
  const open = { published: true, protected: false };
  expect(actionsFor({ ...open, state: 'published' })).toEqual(['unpublish', 'protect', 'delete']);
  expect(actionsFor({ published: false, protected: true, state: 'unpublished' })).toEqual([
    'publish',
    'unprotect',
    'delete',
  ]);
  expect(actionsFor({ ...open, published: false, state: 'processing' })).toEqual(['protect', 'delete']);
  expect(actionsFor({ ...open, published: false, state: 'deleted' })).toEqual([]);
});
