import type { CallFailure } from '../../bbb/client.ts';
import { isAvailable, type Server } from '../../cluster/server.ts';
import { printable } from '../output.ts';
import type { Asked } from './ask-server.ts';
import { type Finding, fine, problem, warning } from './finding.ts';

/** Beyond it the age of new meetings, and so their load, is told wrong. */
const SKEW_MS = 10_000;
const DAY_MS = 86_400_000;
const CERTIFICATE_DAYS = 14;
const CERTIFICATE_URGENT_DAYS = 3;
/** Servers that a line names. */
const NAMED = 10;

/** What to do about a call without an answer. */
const MENDS: Readonly<Partial<Record<CallFailure['reason'], string>>> = {
  badUrl: 'its URL is none: `scalelite servers update ID --url …`',
  refused: 'see that nginx and BBB run there: `sudo bbb-conf --status`',
  dns: 'its host name is not found from here: see DNS, or its URL',
  connectTimeout: 'see that it is up, and that the firewall lets this machine through',
  tls: 'its certificate is not accepted: see that it is valid, for this name, and with its chain',
  timeout: 'it takes connections but does not answer: see its load, and `sudo bbb-conf --status`',
  notHttp: 'something else than HTTP answers: see its URL (http or https, port)',
};

/** What the servers' answers tell. */
export function checkServers(asked: readonly Asked[], now: number): Finding[] {
  const each = asked.flatMap((one) => [
    ...callFindings(one),
    ...connectionFindings(one, now),
    ...addressFindings(one.server),
  ]);
  const good = asked.filter(
    ({ answer }) => answer.kind === 'answered' && answer.head.returncode === 'SUCCESS',
  );
  const servers = asked.map(({ server }) => server);
  const accepted =
    good.length === 1 ? '1 server answers and accepts' : `${good.length} servers answer and accept`;
  return [
    ...(good.length > 0 ? [fine(`${accepted} our checksum`)] : []),
    ...poolFindings(servers),
    ...limited(each),
    ...versionFindings(asked),
    ...duplicateFindings(servers),
  ];
}

function poolFindings(servers: readonly Server[]): Finding[] {
  if (servers.length === 0)
    return [problem('The pool has no servers', '`scalelite servers add URL --secret-file FILE --enable`')];
  if (servers.some(isAvailable)) return [];
  if (servers.some(({ state }) => state === 'enabled'))
    return [
      problem(
        'No server may take meetings: none that is enabled is online',
        'see the servers, and the poller',
      ),
    ];
  return [problem('No server may take meetings: none is enabled', '`scalelite servers enable ID`')];
}

/** What is wrong with one that is out of service only has to be known. */
function callFindings({ server, answer }: Asked): Finding[] {
  const tell = server.state === 'disabled' ? warning : problem;
  const who = nameOf(server);
  if (answer.kind === 'failed') {
    const { reason } = answer.failure;
    // Its time is up, which the client takes for a wish to end it.
    const why = reason === 'aborted' ? 'timeout' : reason;
    return [tell(`${who} does not answer: ${why}`, MENDS[why] ?? 'see that it is up and can be reached')];
  }
  if (answer.kind === 'strange')
    return [tell(`${who} answers something that is not BBB's`, 'see its URL: it ends in /bigbluebutton/api')];
  if (answer.head.returncode !== 'SUCCESS') return [refusal(who, answer.head, tell)];
  if (server.online || server.state === 'disabled') return [];
  const mend = 'wait for the next poll; if it stays so, see the poller';
  return [warning(`${who} answers, but is offline for the poller`, mend)];
}

function connectionFindings({ server, probe }: Asked, now: number): Finding[] {
  const who = nameOf(server);
  return [
    ...clockFindings(who, probe?.clockAheadMs),
    ...certificateFindings(who, probe?.certificateUntil, now),
  ];
}

/** With its host, where the id does not tell it. */
function nameOf({ id, url, state }: Server): string {
  const host = hostOf(url);
  return `${id} (${host.startsWith(id) ? '' : `${host}, `}${state})`;
}

function refusal(
  who: string,
  {
    messageKey,
    message,
  }: { readonly messageKey?: string | undefined; readonly message?: string | undefined },
  tell: typeof problem,
): Finding {
  if (messageKey === 'checksumError')
    return tell(
      `${who} does not accept our checksum: the secret is not the one it has, or it does not know the hash`,
      'compare with `sudo bbb-conf --secret` there, then `scalelite servers update ID --secret-file FILE`',
    );
  const words = printable(messageKey ?? message ?? 'no reason given');
  return tell(
    `${who} refuses to list its meetings: ${words}`,
    'see its log, /var/log/bigbluebutton/bbb-web.log',
  );
}

function clockFindings(who: string, aheadMs: number | undefined): Finding[] {
  if (aheadMs === undefined || Math.abs(aheadMs) < SKEW_MS) return [];
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const text = `The clock of ${who} is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's`;
  return [warning(text, 'let chrony or systemd-timesyncd set the time on both')];
}

function certificateFindings(who: string, until: number | undefined, now: number): Finding[] {
  const days = Math.floor(((until ?? Number.POSITIVE_INFINITY) - now) / DAY_MS);
  if (days >= CERTIFICATE_DAYS) return [];
  const text =
    days < 0
      ? `The TLS certificate of ${who} has run out`
      : `The TLS certificate of ${who} runs out in ${days} ${days === 1 ? 'day' : 'days'}`;
  const mend = 'renew it: `sudo certbot renew`, and see why that did not happen by itself';
  return [days < CERTIFICATE_URGENT_DAYS ? problem(text, mend) : warning(text, mend)];
}

function addressFindings({ id, url }: Server): Finding[] {
  if (/\/api\/?$/.test(url)) return [];
  return [
    warning(`The URL of ${id} does not end in /api: ${url}`, 'as a rule it ends in /bigbluebutton/api'),
  ];
}

/** Meetings of one pool should behave the same wherever they are placed. */
function versionFindings(asked: readonly Asked[]): Finding[] {
  const told = asked.flatMap(({ server, answer }) =>
    answer.kind === 'answered' && answer.version !== '' && server.state !== 'disabled'
      ? [{ id: server.id, version: printable(answer.version) }]
      : [],
  );
  const versions = Map.groupBy(told, ({ version }) => version);
  if (versions.size < 2) return [];
  const list = [...versions].map(([version, who]) => `${version} on ${named(who.map(({ id }) => id))}`);
  return [warning(`The servers run different versions: ${list.join('; ')}`, 'update those that are behind')];
}

/** Two entries for one machine: its load counts half. */
function duplicateFindings(servers: readonly Server[]): Finding[] {
  const hosts = Map.groupBy(servers, ({ url }) => hostOf(url));
  return [...hosts].flatMap(([host, group]) =>
    group.length < 2
      ? []
      : [
          problem(
            `${named(group.map(({ id }) => id))} are one machine (${host}): it gets twice its share`,
            'remove all but one: `scalelite servers remove ID`',
          ),
        ],
  );
}

/** With its port, since a host may forward several to different machines. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

function named(ids: readonly string[]): string {
  const more = ids.length - NAMED;
  return `${ids.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** A pool that can not be reached at all would tell the same a thousand times. */
function limited(findings: readonly Finding[]): Finding[] {
  const most = 50;
  if (findings.length <= most) return [...findings];
  const rest = warning(`${findings.length - most} more findings about servers`, 'mend these first');
  return [...findings.slice(0, most), rest];
}
