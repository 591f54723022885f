import { type HookEvent, processed } from './events.ts';

/** A recording on its way through BBB's processing. */
export interface RecordedMeeting {
  readonly meetingId: string;
  /** Also the ID of the recording. */
  readonly internalId: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly startTime: number;
  readonly endTime: number;
  /** The format that is made, e.g. `presentation`. */
  readonly workflow: string;
  /** Where it can be seen. */
  readonly playbackUrl: string;
}

const STEPS = ['archive', 'sanity', 'process', 'publish'] as const;

/** Each step's beginning and end, from `rap-archive-started` to `rap-publish-ended`. */
export function recordingEvents(meeting: RecordedMeeting, now: number): HookEvent[] {
  return STEPS.flatMap((step) => [
    eventOf(meeting, `${step}-started`, {}, now),
    eventOf(meeting, `${step}-ended`, resultOf(meeting, step), now),
  ]);
}

function resultOf(meeting: RecordedMeeting, step: (typeof STEPS)[number]): Result {
  const hasFormat = step === 'process' || step === 'publish';
  return {
    success: true,
    'step-time': 1000,
    ...(hasFormat ? { workflow: meeting.workflow } : {}),
    ...(step === 'publish' ? { recording: recordingOf(meeting) } : {}),
  };
}

type Result = Readonly<Record<string, unknown>>;

function recordingOf({ name, metadata, startTime, endTime, workflow, playbackUrl }: RecordedMeeting) {
  return {
    name,
    'is-breakout': false,
    'start-time': startTime,
    'end-time': endTime,
    metadata,
    playback: { format: workflow, link: playbackUrl, duration: endTime - startTime },
  };
}

function eventOf(meeting: RecordedMeeting, step: string, result: Result, now: number): HookEvent {
  const { meetingId, internalId } = meeting;
  const ids = { 'internal-meeting-id': internalId, 'external-meeting-id': meetingId };
  return {
    name: `rap-${step}`,
    meetingId,
    mapped: processed(`rap-${step}`, { meeting: ids, 'record-id': internalId, ...result }, now),
    raw: {
      header: { timestamp: now, name: step.replaceAll('-', '_'), current_time: now, version: '0.0.1' },
      payload: {
        meeting_id: internalId,
        record_id: internalId,
        external_meeting_id: meetingId,
        ...Object.fromEntries(
          Object.entries(result).map(([name, value]) => [name.replaceAll('-', '_'), value]),
        ),
      },
    },
  };
}
