/** The configuration cannot be used. The message is one line: variable, value (secrets masked), what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
