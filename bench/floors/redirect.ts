/** The floor of join: the checksum, one store round trip, a 302. */
import { checkedMeetingId, serveFloor, setup } from './floor.ts';
import { openRoundTrip } from './round-trip.ts';

const urls = new Map(setup.servers.map(({ id, url }) => [id, url]));
const serverOf = await openRoundTrip();

await serveFloor(async (query, response) => {
  const serverId = await serverOf(checkedMeetingId('join', query));
  response.writeHead(302, { location: `${urls.get(serverId)}/join?${query}`, 'content-length': 0 });
  response.end();
});
