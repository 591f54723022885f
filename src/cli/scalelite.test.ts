import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createServices } from '../services.ts';
import { createProgram } from './scalelite.ts';

function program(): Command {
  const terminal = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const shutdown = { listen: () => new AbortController().signal, untilStopped: async () => {} };
  const unread = new AbortController().signal;
  return createProgram(createServices({ env: {}, via: 'cli', terminal, shutdown, unread }), '');
}

function commandsOf(command: Command, before = ''): { readonly name: string; readonly command: Command }[] {
  const name = `${before}${command.name()}`;
  const visible = command.createHelp().visibleCommands(command);
  const below = visible.filter((sub) => sub.name() !== 'help');
  return [{ name, command }, ...below.flatMap((sub) => commandsOf(sub, `${name} `))];
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
  });
  command.outputHelp();
  return help;
}

describe('the command line', () => {
  const commands = commandsOf(program());

  it('has help with examples on each level', () => {
    expect(commands.length).toBeGreaterThan(40);
    const without = commands.filter(({ command }) => !/^Examples?:\n {2}\$ /m.test(helpOf(command)));
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it('says of each command what it is for', () => {
    expect(commands.filter(({ command }) => command.description() === '').map(({ name }) => name)).toEqual(
      [],
    );
  });

  it('prints JSON where something is listed, shown or changed', () => {
    const silent = /^scalelite (serve|poll|import|demo|simulate|completion|recordings (retry|import))\b/;
    const leaves = commands.filter(
      ({ name, command }) => command.commands.length === 0 && !silent.test(name),
    );
    const without = leaves.filter(({ command }) => !command.options.some(({ long }) => long === '--json'));
    expect(without.map(({ name }) => name)).toEqual([]);
  });
});
