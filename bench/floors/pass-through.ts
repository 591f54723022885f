/** The floor of pass-through calls: the checksum, one store round trip, the call signed anew and passed on by undici. */
import { hash } from 'node:crypto';
import { Agent, request } from 'undici';
import { checkedMeetingId, serveFloor, setup } from './floor.ts';
import { openRoundTrip } from './round-trip.ts';

const servers = new Map(setup.servers.map((server) => [server.id, server]));
const serverOf = await openRoundTrip();
const dispatcher = new Agent({ keepAliveTimeout: 75_000 });
const CALL = 'isMeetingRunning';

await serveFloor(async (query, response) => {
  const meetingId = checkedMeetingId(CALL, query);
  const server = servers.get(await serverOf(meetingId));
  const passedOn = `meetingID=${encodeURIComponent(meetingId)}`;
  const checksum = hash('sha256', CALL + passedOn + server?.secret, 'hex');
  const url = `${server?.url}/${CALL}?${passedOn}&checksum=${checksum}`;
  const body = Buffer.from(await (await request(url, { dispatcher })).body.arrayBuffer());
  response.writeHead(200, {
    'content-type': 'application/xml; charset=utf-8',
    'content-length': body.length,
  });
  response.end(body);
});
