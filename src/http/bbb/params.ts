import { errors } from '../../bbb/errors.ts';
import { lastValue, type Params } from '../../bbb/query.ts';

/** The meetingID exactly as given; blank counts as missing. */
export function neededMeetingId(params: Params): string {
  const meetingId = lastValue(params, 'meetingID');
  if (meetingId === undefined || meetingId.trim() === '') throw errors.missingParamMeetingID();
  return meetingId;
}
