import { parseDocument } from 'yaml';
import type { CallbackUrls } from '../../recordings/ports.ts';

/** Plain in YAML, whoever reads it: what a URL consists of, and no ` #`, `: ` or blank at either end. */
const PLAIN = /^[a-z][\w./?=&%+~-]*(:[\w./?=&%+~-]+)*$/i;
/** JSON has these as they are; YAML, or the library that Ruby reads it with, does not take them. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
/** Words that YAML readers take for something else. */
const WORD = /^(true|false|yes|no|on|off|null|y|n)$/i;

/** The form in which Ruby keeps a map with symbols as keys. */
export function writeCallbackYaml(urls: CallbackUrls): string {
  const lines = Object.entries(urls).map(([name, url]) => `:${name}: ${scalar(url)}\n`);
  return lines.length === 0 ? '--- {}\n' : `---\n${lines.join('')}`;
}

function scalar(text: string): string {
  if (PLAIN.test(text) && !WORD.test(text)) return text;
  // JSON's strings are YAML's double-quoted ones.
  return JSON.stringify(text.toWellFormed()).replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * Reads that form, its scalars in any style, keys with or without the symbol's colon, the map with or
 * without a tag of Ruby's. What is no such map, or no text, is left out.
 */
export function readCallbackYaml(yaml: string): CallbackUrls {
  // Every plain scalar is a text, so that none changes on its way.
  const document = parseDocument(yaml, { schema: 'failsafe', logLevel: 'silent' });
  if (document.errors.length > 0) return {};
  const value: unknown = document.toJS({ maxAliasCount: 10 });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, url]) =>
      typeof url === 'string' ? [[key.replace(/^:/, ''), url] as const] : [],
    ),
  );
}
