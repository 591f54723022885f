import { readFileSync } from 'node:fs';
import { type Child, kill, startChild } from '../helpers/child.ts';
import { childrenOf } from '../helpers/service.ts';
import { buildahEnv, type Finished, must, run } from './buildah.ts';

export interface ContainerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Directory of this machine to directory of the container. */
  readonly mounts?: Readonly<Record<string, string>>;
  /** Default: the image's. */
  readonly user?: string;
}

/** What the image says of itself. */
interface Settings {
  readonly User: string;
  readonly Entrypoint: readonly string[] | null;
  readonly Cmd: readonly string[];
  readonly Healthcheck: { readonly Test: readonly string[] };
  readonly StopSignal?: NodeJS.Signals;
}

export interface Container {
  readonly settings: Settings;
  /** What it has printed. */
  output(): string;
  /** As `docker exec`. */
  exec(...command: string[]): Promise<Finished>;
  /** What the image's HEALTHCHECK says: its exit code. */
  health(): Promise<number | null>;
  /** The user ids of its processes, by name. */
  users(): Readonly<Record<string, readonly number[]>>;
  /** As `docker stop`; returns the exit code. */
  stop(): Promise<number | null>;
}

/** As `docker run`, in a chroot and on the network of this machine: what an image says to run, as whom it says. */
export async function startContainer(image: string, options: ContainerOptions = {}): Promise<Container> {
  const container = await must('buildah', 'from', '--pull-never', image);
  const settings = await settingsOf(image);
  const arguments_ = [
    'run',
    ...(options.user === undefined ? [] : ['--user', options.user]),
    ...Object.entries(options.env ?? {}).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...Object.entries(options.mounts ?? {}).flatMap(([from, to]) => ['--volume', `${from}:${to}`]),
    container,
    '--',
  ];
  const main = [...(settings.Entrypoint ?? []), ...settings.Cmd];
  const child = await startChild('buildah', [...arguments_, ...main], { env: buildahEnv() });
  const exec = (...command: string[]): Promise<Finished> => run('buildah', [...arguments_, ...command]);
  return {
    settings,
    output: () => child.output.text(),
    exec,
    health: async () => (await exec(...settings.Healthcheck.Test.slice(1))).code,
    users: () => usersOf(child),
    stop: async () => {
      for (const { pid, name } of descendants(child.pid)) {
        if (name === 'tini') kill(pid, settings.StopSignal ?? 'SIGTERM');
      }
      return (await child.exited).code;
    },
  };
}

async function settingsOf(image: string): Promise<Settings> {
  const all = JSON.parse(await must('buildah', 'inspect', '--type', 'image', image));
  return all.Docker.config;
}

interface Process {
  readonly pid: number;
  readonly name: string;
  readonly user: number;
}

/** Below tini: what is above it are buildah's own. */
function usersOf(child: Child): Record<string, number[]> {
  const tini = descendants(child.pid).filter(({ name }) => name === 'tini');
  const users: Record<string, number[]> = {};
  for (const { name, user } of tini.flatMap((one) => [one, ...descendants(one.pid)])) {
    users[name] = [...(users[name] ?? []), user];
  }
  return users;
}

/** Chroot keeps no process tree of its own: the processes are this machine's. */
function descendants(pid: number): Process[] {
  return childrenOf(pid).flatMap((child) => [...read(child), ...descendants(child)]);
}

/** Empty when it has ended. */
function read(pid: number): Process[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string): string => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? '';
    return [{ pid, name: field('Name'), user: Number(field('Uid')) }];
  } catch {
    return [];
  }
}
