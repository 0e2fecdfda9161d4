import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { AddContext, type AddClips } from './add-context.ts';
import { DropOverlay } from './drop-overlay.tsx';
import { LibraryDialog, type LibraryChoice } from './library-dialog.tsx';
import { ReviewDialog } from './review-dialog.tsx';
import { SendDialog } from './send-dialog.tsx';
import { clipsOfFiles, droppedClips, type LocalClips } from './dropped-clips.ts';
import { skippedSentence, type Skipped } from './skipped-line.tsx';
import { useDropZone } from './use-drop-zone.ts';

type Step =
  | { readonly step: 'library'; readonly first: LibraryChoice }
  | ({ readonly step: 'send' } & LocalClips)
  | {
      readonly step: 'review';
      readonly paths: readonly string[];
      readonly skipped: readonly Skipped[];
      readonly choice: LibraryChoice | null;
    };

const nothingChosen: LibraryChoice = { paths: [], folder: null };

/** The three steps to the queue: choose or send files, then look at what they would take. */
export function AddProvider({ children }: { readonly children: ReactNode }) {
  const { host, notices, attempt } = useApp();
  const { add } = useMessages();
  const [step, setStep] = useState<Step | null>(null);
  const close = () => setStep(null);
  const tell = (skipped: readonly Skipped[]) =>
    notices.add({
      level: 'warning',
      sentence: skipped.length === 0 ? add.nothingDropped : skippedSentence(add, skipped),
    });
  function review(paths: readonly string[], skipped: readonly Skipped[]): void {
    setStep(paths.length === 0 ? null : { step: 'review', paths, skipped, choice: null });
    if (paths.length === 0 && skipped.length > 0) tell(skipped);
  }

  const ways = useMemo<AddClips>(() => {
    if (host === null) {
      const library = () => setStep({ step: 'library', first: nothingChosen });
      return { choose: library, chooseFolder: library };
    }
    const reviewChosen = (paths: readonly string[]) => {
      if (paths.length > 0) setStep({ step: 'review', paths, skipped: [], choice: null });
    };
    return {
      choose: () => void attempt(host.chooseClips().then(reviewChosen)),
      chooseFolder: () =>
        void attempt(host.chooseFolder().then((path) => reviewChosen(path === null ? [] : [path]))),
    };
  }, [host, attempt]);

  function send(found: LocalClips): void {
    if (found.clips.length > 0) setStep({ step: 'send', ...found });
    else tell(found.skipped);
  }

  function drop(dropped: DataTransfer): void {
    if (host === null) void attempt(droppedClips(dropped).then(send));
    else review(host.pathsOf([...dropped.files]), []);
  }

  const isOver = useDropZone(drop);
  useEffect(
    () => host?.onOpenPaths((paths) => setStep({ step: 'review', paths, skipped: [], choice: null })),
    [host],
  );
  return (
    <AddContext value={ways}>
      {children}
      {isOver && <DropOverlay />}
      {step?.step === 'library' && (
        <LibraryDialog
          first={step.first}
          onChosen={(choice) => setStep({ step: 'review', paths: choice.paths, skipped: [], choice })}
          onSend={(files) => send(clipsOfFiles(files))}
          onClose={close}
        />
      )}
      {step?.step === 'send' && (
        <SendDialog
          clips={step.clips}
          onSent={(paths, failed) => review(paths, [...step.skipped, ...failed])}
          onClose={close}
        />
      )}
      {step?.step === 'review' && (
        <ReviewDialog
          paths={step.paths}
          skipped={step.skipped}
          onBack={step.choice === null ? null : () => setStep({ step: 'library', first: step.choice! })}
          onClose={close}
        />
      )}
    </AddContext>
  );
}
