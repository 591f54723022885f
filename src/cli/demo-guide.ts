import { signedQuery } from '../bbb/checksum.ts';
import type { Config } from '../config.ts';
import { commandPrefix, dashboardLines, endpoint, secretPlace } from './banner.ts';
import type { Services } from './services.ts';

/** What there is to see and to try, with commands that work as they are printed. */
export async function demoGuide(config: Config, services: Services): Promise<string[]> {
  const [secret = ''] = config.secrets;
  const call = (name: string, values: Readonly<Record<string, string>>) => {
    const params = Object.entries(values).map(([param, value]) => ({ name: param, value }));
    return `'${localUrl(config)}/${name}?${signedQuery(name, params, secret, 'SHA256')}'`;
  };
  const here = await commandPrefix(config, services);
  const join = { meetingID: 'try-me', fullName: 'Me', role: 'MODERATOR' };
  return [
    '',
    'Four simulated BBB servers, users coming and going. Ctrl-C ends it all.',
    `  API endpoint  ${endpoint(config)}`,
    `  Secret        ${await secretPlace(config, services)}`,
    ...dashboardLines(config, here),
    '  Make a server fail, see it two polls later in its row, heal it:',
    `    ${here}bin/scalelite simulate fault 2 refuse`,
    `    ${here}bin/rake status`,
    `    ${here}bin/scalelite simulate fault 2 none`,
    '  Create a meeting on the least loaded server, and join it there:',
    `    curl ${call('create', { name: 'Try me', meetingID: 'try-me' })}`,
    `    curl -i ${call('join', join)}`,
    '  Let a recording come in, and see it some seconds later:',
    `    ${here}bin/scalelite simulate archive`,
    `    ${here}bin/scalelite recordings list`,
    '',
  ];
}

/** Where this machine reaches the API. */
export function localUrl({ listen }: Pick<Config, 'listen'>): string {
  return endpoint({ listen, urlHost: undefined });
}
