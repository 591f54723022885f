import { isAvailable, type Server } from './server.ts';

/** 70 users at a target of 0.7 are 100, whatever floating point makes of it. */
const ROUNDING = 1e-9;

/** What a pool should be sized for. */
export interface SizingRule {
  /** How full servers should be at most, as a part of what they can carry: above 0, at most 1. */
  readonly target: number;
  /** Users that a server of load multiplier 1 carries, where nobody said it of a server itself. */
  readonly usersPerServer: number;
  /** Users for whom there should be room whatever comes. */
  readonly keepFree: number;
}

/** How full some servers are, and how many there should be. */
export interface Sizing {
  /** Enabled and online, full ones included. */
  readonly inService: number;
  /** Of these: may take a new meeting now. */
  readonly available: number;
  /** Users on them and on cordoned ones: those who are being drained need a place as well. */
  readonly users: number;
  /** Users that those in service carry. */
  readonly userCapacity: number;
  /** Users for whom those that are available have room. */
  readonly freeUsers: number;
  /** Users beside what those in service carry; 0 with none in service. */
  readonly utilisation: number;
  /** Servers in service that keep to the rule; at least 1. */
  readonly wanted: number;
  /** In service and one too many: ids, the emptiest first. */
  readonly dispensable: readonly string[];
}

export interface PoolSizing {
  /** `wanted`: of all groups together. */
  readonly total: Omit<Sizing, 'dispensable'>;
  /**
   * By tag, untagged (undefined) first: a meeting of one group can not go to another at will. Never empty: who
   * starts machines reads here that a first one is wanted.
   */
  readonly groups: readonly (Sizing & { readonly tag: string | undefined })[];
}

/** Users that a server carries: what its operator said, else by its load multiplier. */
export function userCapacity(
  { capacity, loadMultiplier }: Pick<Server, 'capacity' | 'loadMultiplier'>,
  { usersPerServer }: Pick<SizingRule, 'usersPerServer'>,
): number {
  return capacity?.maxUsers ?? Math.max(1, Math.round(usersPerServer / loadMultiplier));
}

/** What is left in the pool, by tag and in all, and how many servers each tag wants. */
export function sizePool(servers: readonly Server[], rule: SizingRule): PoolSizing {
  const counted = servers.filter(isCounted);
  const tags = new Set(counted.length === 0 ? [''] : counted.map(({ tag }) => tag ?? ''));
  const groups = [...tags].sort().map((tag) => ({
    tag: tag || undefined,
    ...sizeGroup(
      servers.filter((server) => (server.tag ?? '') === tag),
      rule,
    ),
  }));
  const { dispensable: _, ...total } = sizeGroup(servers, rule);
  return { total: { ...total, wanted: sum(groups, ({ wanted }) => wanted) }, groups };
}

function sizeGroup(servers: readonly Server[], rule: SizingRule): Sizing {
  const enabled = servers.filter(({ state }) => state === 'enabled');
  const inService = enabled.filter(({ online }) => online);
  const available = inService.filter(isAvailable);
  const users = sum(servers.filter(isCounted), usersOf);
  const carried = sum(inService, (server) => userCapacity(server, rule));
  const wanted = wantedServers(servers.filter(isCounted), inService.length > 0 ? inService : enabled, rule);
  return {
    inService: inService.length,
    available: available.length,
    users,
    userCapacity: carried,
    freeUsers: sum(available, (server) => Math.max(0, userCapacity(server, rule) - usersOf(server))),
    utilisation: carried === 0 ? 0 : users / carried,
    wanted,
    dispensable: emptiest(inService, inService.length - wanted),
  };
}

/** `sample`: servers such as the next one will be. Meetings count where each of them has a limit of these. */
function wantedServers(counted: readonly Server[], sample: readonly Server[], rule: SizingRule): number {
  const users = sum(counted, usersOf);
  const meetings = sum(counted, (server) => server.meetings + (server.capacity?.placed ?? 0));
  const usersEach = mean(sample, (server) => userCapacity(server, rule)) ?? rule.usersPerServer;
  const meetingsEach = mean(sample, ({ capacity }) => capacity?.maxMeetings ?? Number.POSITIVE_INFINITY);
  const byUsers = Math.max(users / rule.target, users + rule.keepFree) / Math.max(1, usersEach);
  const byMeetings = meetings / rule.target / Math.max(1, meetingsEach ?? Number.POSITIVE_INFINITY);
  return Math.max(1, Math.ceil(Math.max(byUsers, byMeetings) - ROUNDING));
}

/** Disabled ones neither carry nor hold anything. */
function isCounted({ state }: Pick<Server, 'state'>): boolean {
  return state !== 'disabled';
}

/** By the last poll and what was sent there since. */
function usersOf({ users, capacity }: Pick<Server, 'users' | 'capacity'>): number {
  return users + (capacity?.joined ?? 0);
}

function emptiest(servers: readonly Server[], count: number): string[] {
  return [...servers]
    .sort((a, b) => usersOf(a) - usersOf(b) || a.meetings - b.meetings || (a.id < b.id ? -1 : 1))
    .slice(0, Math.max(0, count))
    .map(({ id }) => id);
}

/** Undefined: of nothing. */
function mean<T>(items: readonly T[], figure: (item: T) => number): number | undefined {
  return items.length === 0 ? undefined : sum(items, figure) / items.length;
}

function sum<T>(items: readonly T[], figure: (item: T) => number): number {
  return items.reduce((all, item) => all + figure(item), 0);
}
