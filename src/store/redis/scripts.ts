import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { FIELDS, keysIn } from './keys.ts';

export interface Script {
  readonly lua: string;
  readonly sha: string;
}

const FOLDER = new URL('./scripts/', import.meta.url);
const PRELUDE = 'prelude.lua';

/**
 * The scripts of the folder by file name, each behind the tables `key` and `field` (keys.ts, with the
 * namespace in place) and the common functions of `prelude.lua`.
 */
export function loadScripts(namespace: string): ReadonlyMap<string, Script> {
  const common = [
    luaTable('key', keysIn(namespace)),
    luaTable('field', FIELDS),
    readFileSync(new URL(PRELUDE, FOLDER), 'utf8'),
  ].join('\n');
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.lua') && file !== PRELUDE);
  return new Map(files.map((file) => [file.slice(0, -'.lua'.length), readScript(file, common)]));
}

function readScript(file: string, common: string): Script {
  const lua = `${common}\n${readFileSync(new URL(file, FOLDER), 'utf8')}`;
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

function luaTable(name: string, entries: Readonly<Record<string, string>>): string {
  const fields = Object.entries(entries).map(([key, value]) => `${key} = ${luaString(value)}`);
  return `local ${name} = { ${fields.join(', ')} }`;
}

function luaString(text: string): string {
  const bytes = [...Buffer.from(text)].map((byte) =>
    /[\w:]/.test(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `\\${String(byte).padStart(3, '0')}`,
  );
  return `"${bytes.join('')}"`;
}
