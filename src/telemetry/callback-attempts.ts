import type { Rule } from '../callbacks/rule.ts';
import type { Tally } from './tally.ts';

/** The same rules; each attempt is counted, by kind and what came of it. */
export function countedRules(
  rules: Readonly<Record<string, Rule>>,
  tally: Tally,
): Readonly<Record<string, Rule>> {
  return Object.fromEntries(Object.entries(rules).map(([kind, rule]) => [kind, counted(kind, rule, tally)]));
}

function counted(kind: string, rule: Rule, tally: Tally): Rule {
  return async (...args) => {
    const began = performance.now();
    const over = (outcome: string): void => {
      tally.count('callbackAttempts', 1, kind, outcome);
      tally.observe('callbackSeconds', performance.now() - began, kind);
    };
    try {
      const outcome = await rule(...args);
      over(outcome.kind);
      return outcome;
    } catch (error) {
      over('error');
      throw error;
    }
  };
}
