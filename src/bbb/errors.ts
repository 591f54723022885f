/**
 * A failure in BBB's words: `key` is the messageKey and `message` what the client sees. It is an answer, not
 * a defect, so that it has no stack trace: gathering one costs a quarter of what refusing a call does.
 */
export class BbbError extends Error {
  override readonly name = 'BbbError';
  readonly key: string;

  constructor(key: string, message: string, options?: ErrorOptions) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, options);
    Error.stackTraceLimit = stackTraceLimit;
    this.key = key;
  }
}

/** Makes the failures of one row: all that have no `cause`, which is for the log only, are the same one. */
function row(key: string, message: string): (cause?: unknown) => BbbError {
  const plain = new BbbError(key, message);
  return (cause) => (cause === undefined ? plain : new BbbError(key, message, { cause }));
}

/** An internalError of one's own wording; clients see it. */
function internalError(message: string, cause?: unknown): BbbError {
  return row('internalError', message)(cause);
}

/** Every failure the load balancer itself answers with. Front-ends show these texts or look for these keys. */
export const errors = {
  checksumError: row('checksumError', 'You did not pass the checksum security check'),
  missingParamMeetingID: row('missingParamMeetingID', 'You must specify a meeting ID for the meeting.'),
  notFound: row(
    'notFound',
    'We could not find a meeting with that meeting ID - perhaps the meeting is not yet running?',
  ),
  recordingsNotFound: row('notFound', 'We could not find recordings'),
  missingParamRecordID: row('missingParamRecordID', 'You must specify a recordID.'),
  missingParamPublish: row('missingParamPublish', 'You must specify a publish value true or false.'),
  missingRecordingFilter: row('missingParameters', 'param meetingID or recordID must be included.'),
  unsupportedRequest: row('unsupportedRequest', 'This request is not supported.'),
  unsupportedContentType: row(
    'unsupportedContentType',
    'POST request Content-Type is missing or unsupported',
  ),
  serverUnavailable: row('serverUnavailable', 'The server for this meeting is disabled/offline.'),
  /** `tag`: the list asked for, without its `!`. */
  serverTagUnavailable: (tag: string): BbbError =>
    new BbbError('serverTagUnavailable', `There is no available server with the required tag=${tag}.`),

  /** `limit`: the one that is reached, in words. */
  maxConcurrent: (limit: string): BbbError => new BbbError('maxConcurrent', limit),

  missingParamCallbackURL: row(
    'missingParamCallbackURL',
    'You must specify a callbackURL in the parameters.',
  ),
  missingParamHookID: row('missingParamHookID', 'You must specify a hookID in the parameters.'),
  destroyMissingHook: row('destroyMissingHook', 'The hook informed was not found.'),
  /** `why`: a sentence; clients see it. */
  createHookError: (why: string): BbbError =>
    new BbbError('createHookError', `An error happened while creating your hook. ${why}`),

  internalError,
  noServer: row('internalError', 'Could not find any available servers.'),
  createFailed: row('internalError', 'Unable to create meeting on server.'),
  accessFailed: row('internalError', 'Unable to access meeting on server.'),
  insertFailed: row('internalError', 'Unable to insert document on server.'),
  publishFailed: row('internalError', 'Unable to publish/unpublish recording.'),
  deleteFailed: row('internalError', 'Unable to delete recording.'),
  noReturncode: row('internalError', 'Response did not include returncode'),
  noVoiceBridge: row('internalError', 'Could not find a free voice bridge number for the meeting.'),
  storeUnavailable: row('internalError', 'The load balancer can not reach its state store.'),
  /** For what nobody foresaw: tells nothing of the inside. */
  unexpected: row('internalError', 'The load balancer could not handle this request.'),
} as const;
