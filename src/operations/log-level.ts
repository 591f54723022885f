import { z } from 'zod';
import { databaseOf, type OperationContext } from './context.ts';
import { nothing } from './fields.ts';
import { type ChosenLevel, logLevels } from './log-level-store.ts';
import { isoTime } from './moment.ts';
import { operation } from './operation.ts';
import { demands } from './problem-codes.ts';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

const level = (description: string) =>
  z.enum(logLevels).meta({ description: `${description}: this level and all above it`, examples: ['debug'] });

const logLevel = z
  .object({
    level: level('What is logged now'),
    configured: level('What is logged when no other level was chosen'),
    until: z
      .string()
      .nullable()
      .meta({
        description: 'When it is the configured one again; null: it is',
        examples: ['2026-11-22T10:05:00.000Z'],
      }),
  })
  .meta({ id: 'LogLevel', description: 'The log level of all processes of the installation' });

const SOON = 'Every process of the installation, pollers and importers too, follows within seconds.';

export const showLogLevel = operation({
  name: 'log-level.show',
  method: 'GET',
  path: '/log-level',
  scope: 'read',
  summary: 'Show what is logged',
  input: nothing,
  output: logLevel,
  async run(context) {
    const { logLevel } = await databaseOf(context);
    return told(context, await logLevel.read());
  },
});

export const setLogLevel = operation({
  name: 'log-level.set',
  method: 'PUT',
  path: '/log-level',
  scope: 'operate',
  summary: 'Choose for a while what is logged',
  description: `${SOON} No level tells secrets, but \`debug\` tells much.`,
  input: z.object({
    level: level('What is logged'),
    for: z
      .string()
      .regex(/^[1-9]\d{0,3}[mhd]$/, demands['log-level-time'])
      .default('1h')
      .meta({ description: 'For how long: 15m, 2h, 1d', examples: ['15m'] }),
  }),
  output: logLevel,
  async run(context, { level, for: period }) {
    const { logLevel } = await databaseOf(context);
    const before = await logLevel.read();
    const forMs = Number.parseInt(period, 10) * (UNITS[period.slice(-1)] ?? 0);
    const chosen = await logLevel.choose(level, forMs);
    const after = { level, until: isoTime(chosen.until) };
    const was = { level: before?.level ?? context.config.logLevel };
    await context.trail({ action: 'log-level.set', subject: 'all', before: was, after });
    return told(context, chosen);
  },
});

export const resetLogLevel = operation({
  name: 'log-level.reset',
  method: 'DELETE',
  path: '/log-level',
  scope: 'operate',
  summary: 'Log what is configured again',
  description: SOON,
  input: nothing,
  output: logLevel,
  async run(context) {
    const { logLevel } = await databaseOf(context);
    if (await logLevel.clear()) await context.trail({ action: 'log-level.reset', subject: 'all' });
    return told(context, undefined);
  },
});

function told({ config }: OperationContext, chosen: ChosenLevel | undefined): z.input<typeof logLevel> {
  const { logLevel: configured } = config;
  return {
    level: chosen?.level ?? configured,
    configured,
    until: chosen ? isoTime(chosen.until) : null,
  };
}
