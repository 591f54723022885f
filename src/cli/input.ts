import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CommandFailed } from './output.ts';
import type { Terminal } from './services.ts';
import { InvalidYaml, readYaml } from './yaml.ts';

/** The text of a file, or of stdin for `-`. Throws CommandFailed with `prefix` in front of the reason. */
export async function readInput(terminal: Terminal, path: string, prefix = ''): Promise<string> {
  try {
    return path === '-' ? await text(terminal.stdin) : await readFile(path, 'utf8');
  } catch {
    throw new CommandFailed(`${prefix}No such file or directory - ${path}`);
  }
}

/** Reads YAML as Maps and text. Throws CommandFailed, which tells the place of the fault. */
export function parseInput(yaml: string): unknown {
  try {
    return readYaml(yaml);
  } catch (error) {
    if (!(error instanceof InvalidYaml)) throw error;
    throw new CommandFailed(`ERROR: Invalid YAML document (${error.message})`);
  }
}
