import type { MeetingStore, Placement, PlaceRequest } from '../cluster/ports.ts';
import type { Tally } from './tally.ts';

/** The same store; where meetings are placed is counted, and why. */
export function countedPlacements<Store extends Pick<MeetingStore, 'place'>>(
  meetings: Store,
  tally: Tally,
): Store {
  const place: MeetingStore['place'] = (request) => {
    const placing = meetings.place(request);
    placing.then(
      (placement) => countPlacement(tally, request, placement),
      () => {},
    );
    return placing;
  };
  return { ...meetings, place };
}

function countPlacement(tally: Tally, request: PlaceRequest, placement: Placement): void {
  if (placement.kind === 'placed')
    tally.count('placements', 1, placement.server.id, reasonOf(request, placement.server.tag));
  else if (placement.kind === 'unavailable')
    tally.count('placementsRefused', 1, placement.poolEmpty ? 'noServer' : 'noneFits');
  else if (placement.kind !== 'known') tally.count('placementsRefused', 1, placement.kind);
}

/** Why this server; where several reasons hold, the first. */
function reasonOf({ from, exclude, tag }: PlaceRequest, serverTag: string | undefined): string {
  if (from !== undefined || exclude.length > 0) return 'othersFailed';
  if (tag.text === '') return 'leastLoad';
  return tag.tags.includes(serverTag) ? 'tag' : 'noneWithTag';
}
