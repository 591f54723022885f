import { Command, CommanderError } from 'commander';
import { addAuditCommand } from './audit.ts';
import { addBackupCommand } from './backup.ts';
import { addCallbacksCommand } from './callbacks.ts';
import { addCapacityCommand } from './capacity.ts';
import { addCompletionCommand } from './completion/command.ts';
import { addConfigCommand } from './config.ts';
import { addDoctorCommand } from './doctor/command.ts';
import { addHistoryCommand } from './history.ts';
import { addHooksCommand } from './hooks.ts';
import { addLimitsCommand } from './limits.ts';
import { addLogLevelCommand } from './log-level.ts';
import { addMeetingsCommand } from './meetings.ts';
import { WRONG_USAGE } from './output.ts';
import { addRecordingsCommand } from './recordings.ts';
import { addServersCommand } from './servers.ts';
import type { Services } from './services.ts';
import { addServingCommands } from './serving.ts';
import { addSimulateCommand } from './simulate.ts';
import { addStatusCommand } from './status.ts';
import { addTenantSettingsCommand } from './tenant-settings.ts';
import { addTenantsCommand } from './tenants.ts';
import { addTokensCommand } from './tokens.ts';
import { addUsageCommand } from './usage.ts';
import { addUsersCommand } from './users.ts';

const HELP = `
Examples:
  $ scalelite serve
  $ scalelite servers add https://bbb1.example.com/bigbluebutton/api --secret SECRET --enable
  $ scalelite status --watch
  $ scalelite --url https://sl.example.com --token slt_… servers list
  $ scalelite demo

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no such server, meeting, tenant …, 4 not confirmed.`;

/** Runs one command line and resolves to its exit code. Throws what stops the command. */
export async function scalelite(args: readonly string[], services: Services): Promise<number> {
  const program = createProgram(services, args[0] === 'simulate' ? await faultHelp() : '');
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : [...args], { from: 'user' });
    return 0;
  } catch (error) {
    // Its text has been printed.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    throw error;
  }
}

/** It needs the simulator, which no other command loads. */
async function faultHelp(): Promise<string> {
  return (await import('../simulator/command.ts')).describeFaults();
}

/** The whole command line; nothing is opened before a command runs. `faults`: what `simulate fault --help` tells of each. */
export function createProgram(services: Services, faults: string): Command {
  const { stdout, stderr } = services.terminal;
  const program: Command = new Command('scalelite')
    .description('A load balancer that makes a pool of BigBlueButton servers look like one')
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .showHelpAfterError('(--help tells more)')
    .option('--url <url>', 'work at another balancer, through its admin API (or SCALELITE_URL)')
    .option('--token <token>', 'a token of that balancer (or SCALELITE_TOKEN)')
    // Before the command's name only: commands have a --url of their own.
    .enablePositionalOptions()
    .hook('preAction', () => services.connectTo(program.opts<{ url?: string; token?: string }>()))
    .addHelpText('after', HELP);
  addServingCommands(program, services);
  addStatusCommand(program, services);
  addServersCommand(program, services);
  addMeetingsCommand(program, services);
  addRecordingsCommand(program, services);
  addTenantsCommand(program, services);
  addTenantSettingsCommand(program, services);
  addLimitsCommand(program, services);
  addCapacityCommand(program, services);
  addHistoryCommand(program, services);
  addUsageCommand(program, services);
  addCallbacksCommand(program, services);
  addHooksCommand(program, services);
  addTokensCommand(program, services);
  addUsersCommand(program, services);
  addAuditCommand(program, services);
  addLogLevelCommand(program, services);
  addBackupCommand(program, services);
  addConfigCommand(program, services);
  addDoctorCommand(program, services);
  addCompletionCommand(program, services);
  addSimulateCommand(program, services, faults);
  return program;
}
