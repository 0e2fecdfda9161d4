import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { AddContext, type AddClips } from './add-context.ts';
import { DropOverlay } from './drop-overlay.tsx';
import { LibraryDialog, type LibraryChoice } from './library-dialog.tsx';
import { ReviewDialog } from './review-dialog.tsx';
import { SendDialog } from './send-dialog.tsx';
import { droppedClips, fileClip, type LocalClip } from './dropped-clips.ts';
import { useDropZone } from './use-drop-zone.ts';

type Step =
  | { readonly step: 'library'; readonly first: LibraryChoice }
  | { readonly step: 'send'; readonly clips: readonly LocalClip[] }
  | { readonly step: 'review'; readonly paths: readonly string[]; readonly choice: LibraryChoice | null };

const nothingChosen: LibraryChoice = { paths: [], folder: null };

/** The three steps between a wish and the queue: choose or send files, then look at what they would take. */
export function AddProvider({ children }: { readonly children: ReactNode }) {
  const { host, notices, attempt } = useApp();
  const { add } = useMessages();
  const [step, setStep] = useState<Step | null>(null);
  const close = () => setStep(null);
  const review = (paths: readonly string[]) =>
    setStep(paths.length === 0 ? null : { step: 'review', paths, choice: null });

  const ways = useMemo<AddClips>(() => {
    if (host === null) {
      const library = () => setStep({ step: 'library', first: nothingChosen });
      return { choose: library, chooseFolder: library };
    }
    const reviewChosen = (paths: readonly string[]) => {
      if (paths.length > 0) setStep({ step: 'review', paths, choice: null });
    };
    return {
      choose: () => void attempt(host.chooseClips().then(reviewChosen)),
      chooseFolder: () =>
        void attempt(host.chooseFolder().then((path) => reviewChosen(path === null ? [] : [path]))),
    };
  }, [host, attempt]);

  function send(clips: readonly LocalClip[]): void {
    if (clips.length > 0) setStep({ step: 'send', clips });
    else notices.add({ level: 'warning', sentence: add.nothingDropped });
  }

  function drop(dropped: DataTransfer): void {
    if (host === null) void attempt(droppedClips(dropped).then(send));
    else review(host.pathsOf([...dropped.files]));
  }

  const isOver = useDropZone(drop);
  useEffect(() => host?.onOpenPaths((paths) => setStep({ step: 'review', paths, choice: null })), [host]);
  return (
    <AddContext value={ways}>
      {children}
      {isOver && <DropOverlay />}
      {step?.step === 'library' && (
        <LibraryDialog
          first={step.first}
          onChosen={(choice) => setStep({ step: 'review', paths: choice.paths, choice })}
          onSend={(files) => send(files.map(fileClip))}
          onClose={close}
        />
      )}
      {step?.step === 'send' && <SendDialog clips={step.clips} onSent={review} onClose={close} />}
      {step?.step === 'review' && (
        <ReviewDialog
          paths={step.paths}
          onBack={step.choice === null ? null : () => setStep({ step: 'library', first: step.choice! })}
          onClose={close}
        />
      )}
    </AddContext>
  );
}
