import type { Survey } from '../../cluster/survey.ts';
import { type Finding, fine, warning } from './finding.ts';

/** What lies in the stores that belongs to nothing, or that this program does not know. */
export function checkLeftovers(surveys: readonly Survey[]): Finding[] {
  return surveys.flatMap(({ store, remarks }) => {
    const strange = remarks.filter(({ kind }) => kind === 'strange');
    const leftovers = remarks.filter(({ kind }) => kind === 'leftover');
    const findings = strange.map(({ text, count, examples }) =>
      warning(
        `In ${store}: ${count} × ${text}${examples.length > 0 ? ` (${examples.join(', ')})` : ''}`,
        'see whose it is: `scalelite migrate --check` tells all',
      ),
    );
    if (leftovers.length === 0) return findings;
    const sum = leftovers.reduce((all, { count }) => all + count, 0);
    const told = leftovers.map(({ text, count }) => `${count} × ${text}`).join('; ');
    return [...findings, fine(`${sum} leftovers in ${store}, which are passed over: ${told}`)];
  });
}
