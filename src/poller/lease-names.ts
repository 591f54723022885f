/** Who asks the server at this moment. */
export const pollLease = (serverId: string): string => `poll:${serverId}`;

/** Which of several pollers asks it regularly. */
export const turnLease = (serverId: string): string => `poller:${serverId}`;
