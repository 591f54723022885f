import { analyticsRule } from './analytics.ts';
import { MEETING_ENDED, meetingEndedRule } from './meeting-ended.ts';
import { recordingReadyRule } from './recording-ready.ts';
import type { Rule } from './rule.ts';

/** How each kind of event is sent: a new kind is a row here. */
export const rules: Readonly<Record<string, Rule>> = {
  'recording-ready': recordingReadyRule,
  analytics: analyticsRule,
  [MEETING_ENDED]: meetingEndedRule,
};
