import { access, constants, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

/** Of the kernel, as statfs tells them. */
const NETWORK_FILESYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
  [0x00c36400, 'Ceph'],
  [0x47504653, 'GPFS'],
  [0x0bd00bd0, 'Lustre'],
]);

const MIB = 2 ** 20;
const LITTLE = 1024 * MIB;
const NEXT_TO_NOTHING = 100 * MIB;

interface Directory {
  readonly variable: string;
  readonly path: string;
  /** A missing one is made when it is needed. */
  readonly made: boolean;
  /** SQLite's locks do not hold over a network. */
  readonly mustBeLocal: boolean;
}

/** Whether the directories in use are there, may be written to, have room, and lie where they should. */
export async function checkDirectories(config: Config): Promise<Finding[]> {
  const found = await Promise.all(directoriesOf(config).map(checkDirectory));
  return [...found.flat(), ...(await keptSecretFindings(config)), ...(await moveFindings(config))];
}

function directoriesOf(config: Config): Directory[] {
  const embeddedDatabase = config.embedded || (config.databaseUrl === undefined && !config.dbDisabled);
  const recordings: Directory[] = hasRecordings(config)
    ? [
        ['RECORDING_SPOOL_DIR', config.recordingSpoolDir] as const,
        ['RECORDING_WORK_DIR', config.recordingWorkDir] as const,
        ...(config.s3Recording
          ? []
          : ([
              ['RECORDING_PUBLISH_DIR', config.recordingPublishDir],
              ['RECORDING_UNPUBLISH_DIR', config.recordingUnpublishDir],
            ] as const)),
      ].map(([variable, path]) => ({ variable, path, made: config.embedded, mustBeLocal: false }))
    : [];
  const data = { variable: 'DATA_DIR', path: config.dataDir, made: true, mustBeLocal: embeddedDatabase };
  return [...(embeddedDatabase ? [data] : []), ...recordings];
}

function hasRecordings({ recordingDisabled, dbDisabled }: Config): boolean {
  return !recordingDisabled && !dbDisabled;
}

async function checkDirectory({ variable, path, made, mustBeLocal }: Directory): Promise<Finding[]> {
  const where = `${variable} (${path})`;
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return [problem(`${where} is no directory`, `set ${variable} to one`)];
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    const trouble = await filesystemFindings(where, path, mustBeLocal);
    return trouble.length > 0 ? trouble : [fine(`${where} can be written to and has room`)];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT' && made) return [fine(`${where} will be made when it is needed`)];
    if (code === 'ENOENT') return [problem(`${where} is not there`, `make or mount it, or set ${variable}`)];
    return [problem(`${where} can not be used (${code})`, mendOfRights(code))];
  }
}

function mendOfRights(code: string): string {
  if (code === 'EROFS') return 'it is mounted read-only: mount it read-write';
  return `give the user that runs Scalelite (${process.geteuid?.() ?? '?'} ran this) the right to read, write and enter it`;
}

async function filesystemFindings(where: string, path: string, mustBeLocal: boolean): Promise<Finding[]> {
  const { type, bsize, bavail } = await statfs(path);
  const network = NETWORK_FILESYSTEMS.get(type);
  const free = bavail * bsize;
  return [
    ...(mustBeLocal && network
      ? [
          problem(
            `${where} lies on ${network}, where databases break`,
            'set DATA_DIR to a directory on a local disk',
          ),
        ]
      : []),
    ...roomFindings(where, free),
  ];
}

function roomFindings(where: string, free: number): Finding[] {
  if (free >= LITTLE) return [];
  const text = `${where} has ${Math.floor(free / MIB)} MiB left`;
  const mend = 'free some, or enlarge the disk';
  return [free < NEXT_TO_NOTHING ? problem(text, mend) : warning(text, mend)];
}

/** Others of this machine must not read them. */
async function keptSecretFindings({ dataDir }: Config): Promise<Finding[]> {
  const files = ['loadbalancer-secret', 'secret-key-base', 'cluster.db', 'records.db'];
  const findings = await Promise.all(
    files.map(async (name) => {
      const path = join(dataDir, name);
      const found = await stat(path).catch(() => undefined);
      if (!found || (found.mode & 0o077) === 0) return [];
      return [warning(`${path} holds secrets and can be read by other users`, `chmod 600 '${path}'`)];
    }),
  );
  return findings.flat();
}

/** A recording is put in its place by one rename, and by a copy where that is another filesystem. */
async function moveFindings(config: Config): Promise<Finding[]> {
  if (!hasRecordings(config) || config.s3Recording) return [];
  const { recordingPublishDir, recordingUnpublishDir } = config;
  const [published, unpublished] = await Promise.all(
    [recordingPublishDir, recordingUnpublishDir].map((path) => stat(path).catch(() => undefined)),
  );
  if (!published || !unpublished || published.dev === unpublished.dev) return [];
  return [
    warning(
      'RECORDING_PUBLISH_DIR and RECORDING_UNPUBLISH_DIR lie on different filesystems: publishing copies every file',
      'put them on one',
    ),
  ];
}
