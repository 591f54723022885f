/** Who does something, and through which face of the program. */
export interface Actor {
  readonly via: 'cli' | 'rake' | 'api' | 'dashboard';
  /** The user of the operating system, the name of the token, or `secret` for a checksum. */
  readonly name: string;
  /** The address a request came from; undefined on the machine itself. */
  readonly from: string | undefined;
}
