import type { CallbackData, CallbackDataStore } from '../../recordings/ports.ts';

/** Callback URLs that end with their process: what there is without a database. The oldest give way. */
export function memoryCallbackData(most: number): CallbackDataStore {
  const kept = new Map<string, CallbackData>();
  return {
    async keep(meetingId, urls) {
      kept.delete(meetingId);
      kept.set(meetingId, { meetingId, recordingId: undefined, urls });
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
    find: async (meetingId) => kept.get(meetingId),
    async link(meetingId, recordingId) {
      const data = kept.get(meetingId);
      if (data) kept.set(meetingId, { ...data, recordingId });
    },
  };
}
