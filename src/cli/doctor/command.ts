import { styleText } from 'node:util';
import type { Command } from 'commander';
import { CommandFailed, say } from '../output.ts';
import type { Services, Terminal } from '../services.ts';
import type { Examined } from './doctor.ts';
import type { Finding, Severity } from './finding.ts';

const HELP = `
Looks at settings, stores, directories, every server (reachable, checksum accepted, clock, certificate, version),
the poller, meetings and tenants, and tells what to do about what it finds. It changes nothing.

Examples:
  $ scalelite doctor
  $ scalelite doctor --json | jq '.findings[] | select(.severity == "problem")'

Exit codes: 0 no problems (there may be warnings), 1 problems.`;

const MARKS: Readonly<Record<Severity, string>> = { problem: '✗', warning: '!', ok: '✓' };
const STYLES = { problem: 'red', warning: 'yellow', ok: 'green' } as const;

/** `doctor`: finds what is set up wrongly, and says the mend. */
export function addDoctorCommand(program: Command, services: Services): void {
  program
    .command('doctor')
    .description('find what is set up wrongly, and say the mend')
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action((options: { json?: true }) => {
      if (program.opts<{ url?: string }>().url !== undefined)
        throw new CommandFailed('The doctor looks at its own machine only, not with --url', 2);
      return doctor(services, options);
    });
}

async function doctor(services: Services, { json }: { readonly json?: true }): Promise<void> {
  const { examine } = await import('./doctor.ts');
  const all: (Finding & { readonly area: string })[] = [];
  for await (const examined of examine(services)) {
    all.push(...examined.findings.map((finding) => ({ area: examined.area, ...finding })));
    if (!json) say(services.terminal, ...section(services.terminal, examined));
  }
  const problems = all.filter(({ severity }) => severity === 'problem').length;
  const warnings = all.filter(({ severity }) => severity === 'warning').length;
  if (json) say(services.terminal, JSON.stringify({ problems, warnings, findings: all }, null, 2));
  const verdict = `${counted(problems, 'problem')}, ${counted(warnings, 'warning').toLowerCase()}.`;
  if (problems > 0) throw new CommandFailed(verdict);
  if (!json) say(services.terminal, verdict);
}

function section({ stdout }: Pick<Terminal, 'stdout'>, { area, findings }: Examined): string[] {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    stdout.isTTY ? styleText(style, text) : text;
  const lines = findings.flatMap(({ severity, text, mend }) => [
    `  ${paint(STYLES[severity], MARKS[severity])} ${text}`,
    ...(mend === undefined ? [] : [`      → ${mend}`]),
  ]);
  return [paint('bold', area), ...lines, ''];
}

function counted(number: number, noun: string): string {
  return `${number === 0 ? 'No' : number} ${noun}${number === 1 ? '' : 's'}`;
}
