import { link, lstat, rename, rm } from 'node:fs/promises';
import { hasCode, ifThere } from './errors.ts';

/** Of file systems that know no second name of a file. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Gives a file another name. False: that is taken; nothing happened. */
export async function takeName(from: string, to: string): Promise<boolean> {
  try {
    // Unlike a renaming it takes no other one's place.
    await link(from, to);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    if (!hasCode(error, ...NO_LINKS)) throw error;
    if (await ifThere(lstat(to))) return false;
    await rename(from, to);
  }
  await rm(from, { force: true });
  return true;
}
