import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { AddContext, type AddClips } from './add-context.ts';
import { DropOverlay } from './drop-overlay.tsx';
import { LibraryDialog } from './library-dialog.tsx';
import { ReviewDialog } from './review-dialog.tsx';
import { SendDialog } from './send-dialog.tsx';
import { useDropZone, type Dropped } from './use-drop-zone.ts';

type Step =
  | { readonly step: 'library' }
  | { readonly step: 'send'; readonly files: readonly File[] }
  | { readonly step: 'review'; readonly paths: readonly string[] };

/** The three steps between a wish and the queue: choose or send files, then look at what they would take. */
export function AddProvider({ children }: { readonly children: ReactNode }) {
  const { host, notices, attempt } = useApp();
  const { add } = useMessages();
  const [step, setStep] = useState<Step | null>(null);
  const close = () => setStep(null);
  const review = (paths: readonly string[]) => setStep(paths.length === 0 ? null : { step: 'review', paths });

  const ways = useMemo<AddClips>(() => {
    if (host === null) {
      const library = () => setStep({ step: 'library' });
      return { choose: library, chooseFolder: library };
    }
    const reviewChosen = (paths: readonly string[]) => {
      if (paths.length > 0) setStep({ step: 'review', paths });
    };
    return {
      choose: () => void attempt(host.chooseClips().then(reviewChosen)),
      chooseFolder: () =>
        void attempt(host.chooseFolder().then((path) => reviewChosen(path === null ? [] : [path]))),
    };
  }, [host, attempt]);

  function drop({ files, hasFolders }: Dropped): void {
    if (host !== null) {
      review(host.pathsOf(files));
      return;
    }
    if (hasFolders) notices.add({ level: 'warning', sentence: add.noFolders });
    if (files.length > 0) setStep({ step: 'send', files });
  }

  const isOver = useDropZone(drop);
  useEffect(() => host?.onOpenPaths((paths) => setStep({ step: 'review', paths })), [host]);
  return (
    <AddContext value={ways}>
      {children}
      {isOver && <DropOverlay />}
      {step?.step === 'library' && (
        <LibraryDialog
          onChosen={review}
          onSend={(files) => setStep({ step: 'send', files })}
          onClose={close}
        />
      )}
      {step?.step === 'send' && <SendDialog files={step.files} onSent={review} onClose={close} />}
      {step?.step === 'review' && <ReviewDialog paths={step.paths} onClose={close} />}
    </AddContext>
  );
}
