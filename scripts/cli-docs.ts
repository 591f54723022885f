import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { createProgram } from '../src/cli/scalelite.ts';
import { createServices } from '../src/services.ts';
import { describeFaults } from '../src/simulator/command.ts';

const intro = `# Command line

<!-- Made from the commands themselves (src/cli/) by \`npm run docs\`: change them there. -->

\`bin/scalelite\` is the command line of Scalelite; this page has what \`--help\` prints on each level. \`bin/rake\` beside
it takes the tasks of the Ruby Scalelite, with their arguments and printed lines: \`bin/rake -T\` lists them.

- What lists or shows takes \`--json\`, for scripts. Tables leave out their less important columns where the terminal
  is too narrow for all; what is not printed on a terminal is complete.
- What destroys asks first; \`--yes\` is the answer beforehand. Without a terminal and without \`--yes\` it does nothing.
- Secrets are printed only with \`--show-secrets\`. Give them by \`--secret-file FILE\` (\`-\` is stdin) rather than on the
  command line, where every user of the machine can see them.
- With \`--url\` and \`--token\` the commands about servers, meetings, tenants and the like work at another balancer.
- \`scalelite completion\` has completion for bash, zsh and fish.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no such server, meeting, tenant …, 4 not confirmed.
`;

/** docs/cli.md */
export function cliPage(): string {
  const sections = commandsOf(program()).map(
    ({ heading, help }) => `## \`${heading}\`\n\n\`\`\`text\n${help.trim()}\n\`\`\`\n`,
  );
  return [intro, ...sections].join('\n');
}

function program(): Command {
  const terminal = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const shutdown = { listen: () => new AbortController().signal, untilStopped: async () => {} };
  // Nothing is opened until a command runs.
  const unread = new AbortController().signal;
  return createProgram(createServices({ env: {}, via: 'cli', terminal, shutdown, unread }), describeFaults());
}

interface Section {
  readonly heading: string;
  readonly help: string;
}

function commandsOf(command: Command, before = ''): Section[] {
  const heading = `${before}${command.name()}`;
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  const visible = command.createHelp().visibleCommands(command);
  const below = visible.filter((sub) => sub.name() !== 'help');
  return [{ heading, help }, ...below.flatMap((sub) => commandsOf(sub, `${heading} `))];
}
