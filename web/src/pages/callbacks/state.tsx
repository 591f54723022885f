import type { Output } from '../../api/calls.ts';
import { useTexts } from '../../i18n/i18n.ts';
import { Mark, type Tone } from '../../ui/mark.tsx';

type State = Output<'callbacks.list'>['callbacks'][number]['state'];

const tones: Readonly<Record<State, Tone>> = {
  waiting: 'wait',
  sending: 'wait',
  delivered: 'well',
  failed: 'bad',
};

export function CallbackState({ state }: { readonly state: State }) {
  const t = useTexts();
  return <Mark tone={tones[state]} text={t(`callback.state.${state}`)} />;
}
