import { say } from './output.ts';
import type { Terminal } from './services.ts';

/** JSON for scripts, readable all the same. */
export function sayJson(terminal: Pick<Terminal, 'stdout'>, value: unknown): void {
  say(terminal, JSON.stringify(value, null, 2));
}

/** One thing with what is known of it, a line each. */
export function card(facts: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(0, ...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`.trimEnd());
}
