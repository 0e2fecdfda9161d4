import { useState } from 'react';
import { LoadedView } from '../components/loaded-view.tsx';
import { Section } from '../components/section.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { useStore } from '../state/state-store.ts';
import { ConnectForm } from './connect-form.tsx';
import { ConnectedQueue } from './connected-queue.tsx';

/** The queue of several computers: joining it, and what each of them is doing. */
export function ComputersSection() {
  const { computers: texts } = useMessages();
  const { computers } = useApp();
  const [changing, setChanging] = useState(false);
  return (
    <Section title={texts.title} text={texts.text}>
      <LoadedView loaded={useStore(computers)} onRetry={computers.reload}>
        {(state) =>
          state.queue === null || changing ? (
            <ConnectForm
              state={state}
              onConnected={() => setChanging(false)}
              onCancel={state.queue === null ? null : () => setChanging(false)}
            />
          ) : (
            <ConnectedQueue state={state} queue={state.queue} onChange={() => setChanging(true)} />
          )
        }
      </LoadedView>
    </Section>
  );
}
