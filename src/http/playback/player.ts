import type { ServerResponse } from 'node:http';
import { contentType } from '../../recordings/content-types.ts';
import { deliver } from './deliver.ts';
import type { PlaybackRequest, PlayerFiles } from './deps.ts';

/** The version that recordings are played with today: one page, whatever the recording. */
const CURRENT = ['presentation', '2.3'];
const INDEX = 'index.html';

/**
 * `/playback/…`: BBB's player for presentations as PLAYBACK_DIR has it, which is BBB's folder `playback` with
 * `presentation/2.3` in it, or that version's own. Below `/playback/presentation/2.3/` what is no file is a recording
 * and gets the player's page. False: there is no such file; nothing was answered.
 */
export function createPlayerRoute(
  player: PlayerFiles,
): (request: PlaybackRequest, names: readonly string[], response: ServerResponse) => Promise<boolean> {
  return async ({ message }, [, ...names], response) => {
    const isCurrent = CURRENT.every((part, index) => names[index] === part);
    const own = names.slice(CURRENT.length);
    const candidates = isCurrent ? [names, own, [...CURRENT, INDEX], [INDEX]] : [names];
    for (const candidate of candidates) {
      const file = await player.open(candidate.join('/'));
      if (file === undefined) continue;
      const type = contentType(candidate.at(-1) ?? '');
      await deliver(message, response, file, { 'content-type': type, 'cache-control': 'no-cache' });
      return true;
    }
    return false;
  };
}
