import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const schema = z.object({
  control: z.object({ url: z.string(), token: z.string() }),
  pid: z.number(),
  servers: z.array(
    z.object({ number: z.number(), id: z.string(), url: z.string(), secret: z.string() }).readonly(),
  ),
});

/** Where a running simulator is controlled, and which servers it has. Holds secrets: readable by its owner only. */
export type SimulatorInfo = z.infer<typeof schema>;

type Servers = readonly SimulatorInfo['servers'][number][];

/** Nobody sees the file half written. Makes its folder where there is none. */
export async function writeInfo(
  file: string,
  control: SimulatorInfo['control'],
  servers: Servers,
): Promise<void> {
  const info: SimulatorInfo = {
    control: { url: control.url, token: control.token },
    pid: process.pid,
    servers: servers.map(({ number, id, url, secret }) => ({ number, id, url, secret })),
  };
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}

/** Undefined: no such file, or not one of ours. */
export async function readInfo(file: string): Promise<SimulatorInfo | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Unless another simulator has put its own there since. */
export async function removeInfo(file: string, token: string): Promise<void> {
  const info = await readInfo(file);
  if (info?.control.token === token) await rm(file, { force: true });
}
