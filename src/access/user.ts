import type { UserScope } from './scope.ts';

/** Somebody who signs in to the dashboard with a password. Times are milliseconds since 1970. */
export interface User {
  readonly id: string;
  /** Unique; what the audit log calls them. */
  readonly name: string;
  readonly scope: UserScope;
  readonly createdAt: number;
  /** Undefined: never. */
  readonly signedInAt: number | undefined;
}
