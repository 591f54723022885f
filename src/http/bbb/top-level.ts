import { success } from '../../bbb/responses.ts';
import { element, xml } from '../../bbb/xml.ts';
import type { BbbDeps } from './deps.ts';
import { type Route, xmlAnswer } from './route.ts';

/** The version that every BBB names here, whatever its release: front-ends compare with it. */
const API_VERSION = '2.0';

export function topLevel({ config }: Pick<BbbDeps, 'config'>): Route['handle'] {
  const answer = xmlAnswer(
    success(
      xml`${element('version', API_VERSION)}${element('apiVersion', API_VERSION)}${
        config.buildNumber === undefined ? '' : element('build', config.buildNumber)
      }`,
    ),
  );
  return () => answer;
}
