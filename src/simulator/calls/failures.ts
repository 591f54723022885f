import { BbbError } from '../../bbb/errors.ts';

const NOT_FOUND =
  'We could not find a meeting with that meeting ID - perhaps the meeting is not yet running?';

/** BBB's own failures, key and text. Those of missing parameters are made in params.ts. */
const TABLE = {
  checksumError: 'You did not pass the checksum security check',
  unsupportedRequest: 'This request is not supported.',
  unsupportedContentType: 'POST request Content-Type is missing or unsupported',
  notFound: NOT_FOUND,
  meetingNotFound: NOT_FOUND,
  idNotUnique: 'A meeting already exists with that meeting ID. Please use a different meeting ID.',
  nonUniqueVoiceBridge: 'The selected voice bridge is already in use.',
  invalidPassword: 'The supplied password is incorrect',
  mismatchCreateTimeParam: 'The createTime parameter submitted mismatches with the current meeting.',
  meetingForciblyEnded: 'You can not re-join a meeting that has already been forcibly ended.',
  maxParticipantsReached: 'The number of participants allowed for this meeting has been reached.',
  createHookError: 'An error happened while creating your hook. Check the logs.',
  destroyMissingHook: 'The hook informed was not found.',
  destroyHookError: 'An error happened while removing your hook. Check the logs.',
  missingParamCallbackURL: 'You must specify a callbackURL in the parameters.',
  missingParamHookID: 'You must specify a hookID in the parameters.',
  missingParamMeetingID: 'You must specify a meeting ID for the meeting.',
  missingParamName: 'You must specify a name for the meeting.',
  missingParamFullName: 'You must specify a name for the attendee who will be joining the meeting.',
  missingParamPassword: 'You must either specify a password or a role.',
  missingParamMessage: 'You must specify a message.',
  missingParamParentMeetingID: 'You must specify the parent meeting of a breakout room.',
  missingParamSequence: 'You must specify the sequence of a breakout room.',
} as const;

export type FailureKey = keyof typeof TABLE;

export function failure(key: FailureKey): BbbError {
  return new BbbError(key, TABLE[key]);
}

export function sizeError(name: string, least: number, most: number): BbbError {
  return new BbbError('sizeError', `${name} must be between ${least} and ${most} characters long`);
}

export function validationError(message: string): BbbError {
  return new BbbError('validationError', message);
}
