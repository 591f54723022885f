import type { Recording } from '../../api/calls.ts';
import { useTexts } from '../../i18n/i18n.ts';
import { recordingStateText } from '../../i18n/server-texts.ts';
import { Mark, type Tone } from '../../ui/mark.tsx';

const tones: Readonly<Record<string, Tone>> = { published: 'well', processing: 'wait', processed: 'wait' };

/** Its state, and whether it is protected. */
export function RecordingState({ recording }: { readonly recording: Recording }) {
  const t = useTexts();
  const state = recording.state ?? '?';
  return (
    <span class="row-actions">
      <Mark tone={tones[state] ?? 'off'} text={recordingStateText(t, state)} />
      {recording.protected && <span class="tag">{t('recording.protected')}</span>}
    </span>
  );
}
