import { describe, expect, it } from 'vitest';
import { startHttp } from '../../../test/helpers/servers.ts';
import { loadConfig } from '../../config.ts';
import { requestCounter } from '../../telemetry/requests.ts';
import { createTally } from '../../telemetry/tally.ts';
import { createFsapi } from './api.ts';
import { createGuessGuard } from './guesses.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };

/** Dial-in on a pool without meetings; what it would hold back is noted instead. */
async function menu() {
  const held: number[] = [];
  const tally = createTally();
  const guard = createGuessGuard(Date.now);
  const guesses = {
    ...guard,
    delay(caller: string) {
      held.push(guard.delay(caller));
      return 0;
    },
  };
  const config = loadConfig({ LOADBALANCER_SECRET: 'x', FSAPI_PASSWORD: '' });
  const store = { meetings: { locateNumber: async () => undefined } };
  const fsapi = createFsapi({ config, log, store, requests: requestCounter(tally) }, guesses);
  const { port } = await startHttp((message, response) => void fsapi(message, '', response));
  const dial = async (pin: string): Promise<string> => {
    const fields = { section: 'dialplan', 'Caller-Destination-Number': '49', variable_pin: pin };
    const body = new URLSearchParams({ ...fields, 'Caller-Caller-ID-Number': '49170' });
    return (await fetch(`http://127.0.0.1:${port}/fsapi`, { method: 'POST', body })).text();
  };
  return { held, tally, dial };
}

describe('PINs that are guessed', () => {
  it('are slowed down also when they come all at once', async () => {
    const { held, dial } = await menu();
    await Promise.all(Array.from({ length: 12 }, (_, at) => dial(`${10_000 + at}`)));
    expect(held).toEqual([0, 0, 0, 0, 0, 500, 1000, 1500, 2000, 2500, 3000, 3000]);
  });

  it('are counted for the metrics, by what became of them', async () => {
    const { tally, dial } = await menu();
    await dial('12345');
    await dial('12346');
    await dial('');
    expect(tally.read().requests).toEqual({
      'fsapi\u0000wrong PIN': [2],
      'fsapi\u0000asked for the PIN': [1],
    });
  });
});
