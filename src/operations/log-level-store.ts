export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** A level that an operator chose for a while. */
export interface ChosenLevel {
  readonly level: LogLevel;
  /** Milliseconds since 1970 by the store's clock. */
  readonly until: number;
}

/** The log level of all processes of an installation, where it is another than the configured one. */
export interface LogLevelStore {
  /** Undefined: none was chosen, or its time is over. */
  read(): Promise<ChosenLevel | undefined>;
  /** In the place of one that was chosen before. */
  choose(level: LogLevel, forMs: number): Promise<ChosenLevel>;
  /** False: there was none. */
  clear(): Promise<boolean>;
}
