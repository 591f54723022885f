import { spawnSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../test/helpers/index.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { placesOf } from './tree.ts';
import { zshScript } from './zsh.ts';

function sample(): Command {
  const program = new Command('pool').option('--url <url>', 'where');
  program.command('status').description("the pool's state").option('-w, --watch', 'live');
  const servers = program.command('servers').description('servers');
  servers.command('list').description('all of them');
  servers
    .command('sync')
    .argument('<path>')
    .addOption(new Option('--mode <mode>').choices(['keep', 'force']));
  servers
    .command('remove')
    .argument('<id...>')
    .option('-y, --yes', 'unasked')
    .option('--key <file>', 'a key');
  servers.command('secret', { hidden: true });
  program.command('serve').addArgument(new Argument('[part]').choices(['poller', 'none']));
  return program;
}

const places = placesOf(sample());

/** What bash offers for the last of these words. */
async function bash(...words: string[]): Promise<string[]> {
  const { path, remove } = await tempDir();
  onTestFinished(remove);
  // Stands for the program when it is asked for ids.
  const program = join(path, 'pool');
  await writeFile(
    program,
    `#!/bin/sh\n[ "$*" = 'completion ids servers' ] && printf 'bbb1\\nbbb2\\nother\\n'\n`,
  );
  await chmod(program, 0o755);
  await writeFile(join(path, 'script'), bashScript('pool', places));
  await writeFile(join(path, 'secret.key'), '');
  await mkdir(join(path, 'keys'));
  const ask = `source ./script; COMP_WORDS=(${[program, ...words].map((word) => `'${word}'`).join(' ')})
    COMP_CWORD=${words.length}; _pool; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', ask], { cwd: path, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion in bash', () => {
  it.each([
    [['s'], ['status', 'servers', 'serve']],
    [['--u'], ['--url']],
    [
      ['servers', ''],
      ['list', 'sync', 'remove', 'help', '-h', '--help'],
    ],
    [['servers', 'se'], []],
    [['--url', 'x', 'servers', 'l'], ['list']],
    [['status', '--w'], ['--watch']],
    [
      ['servers', 'remove', 'b'],
      ['bbb1', 'bbb2'],
    ],
    [['servers', 'remove', 'bbb1', 'o'], ['other']],
    [['servers', 'remove', '--y'], ['--yes']],
    [
      ['servers', 'remove', '--key', 's'],
      ['script', 'secret.key'],
    ],
    [['servers', 'sync', 'k'], ['keys']],
    [
      ['servers', 'sync', '--mode', ''],
      ['keep', 'force'],
    ],
    [['serve', 'p'], ['poller']],
    [['--url', 's'], []],
  ])('of %j offers %j', async (words, offered) => {
    expect((await bash(...words)).toSorted()).toEqual(offered.toSorted());
  });
});

describe('completion', () => {
  it('hides what is hidden', () => {
    expect(JSON.stringify(places)).not.toContain('secret');
  });

  it.each([
    ['zsh', zshScript('pool', places)],
    ['fish', fishScript('pool', places)],
  ])('for %s has every word, and is well-formed where that shell is there to tell', (shell, script) => {
    for (const { words } of places)
      for (const { word } of words) expect(script).toContain(word.replace(/^-{1,2}/, ''));
    const told = spawnSync(shell, ['-n'], { input: script, encoding: 'utf8' });
    expect(told.error ? '' : told.stderr).toBe('');
  });
});
