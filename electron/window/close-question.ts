import { dialog } from 'electron';
import type { BrowserWindow, WebContents } from 'electron';
import { closeAnswers } from '../../native/api/host.ts';
import type { CloseAnswer } from '../../native/api/host.ts';
import { hostChannels } from '../../native/api/transport/host-channels.ts';
import type { AppTexts } from '../app-texts.ts';

/** A page that has not shown the question by then is not waited for. */
const patienceMs = 2_000;

/** What becomes of a running clip when the window is closed. */
export interface CloseQuestion {
  /** Asks in the window; where its page does not show the question within two seconds, or goes away, by the system's box. */
  ask(window: BrowserWindow): Promise<CloseAnswer>;
  /** The window is closed once more while its page asks: the page has to show the question again. */
  repeat(): void;
  /** The page shows the question, and a person may take their time. False: nothing is asked in the page any more. */
  shown(): boolean;
  /** A person has answered in the page; without a question nothing happens. */
  answer(choice: CloseAnswer): void;
}

interface PageQuestion {
  readonly page: WebContents;
  readonly resolve: (answer: CloseAnswer | null) => void;
  patience: ReturnType<typeof setTimeout> | undefined;
}

/** Asks one window at a time. */
export function createCloseQuestion(texts: () => AppTexts): CloseQuestion {
  let asked: PageQuestion | null = null;

  function send(question: PageQuestion): void {
    clearTimeout(question.patience);
    question.patience = setTimeout(() => question.resolve(null), patienceMs);
    question.page.send(hostChannels.closeQuestion);
  }

  /** Null: the page cannot ask, or not any more. */
  async function askPage(page: WebContents): Promise<CloseAnswer | null> {
    if (page.isCrashed() || page.isLoadingMainFrame()) return null;
    const { promise, resolve } = Promise.withResolvers<CloseAnswer | null>();
    const question: PageQuestion = { page, resolve, patience: undefined };
    const gone = () => resolve(null);
    const left = ({ isMainFrame, isSameDocument }: { isMainFrame: boolean; isSameDocument: boolean }) => {
      if (isMainFrame && !isSameDocument) gone();
    };
    page.on('render-process-gone', gone);
    page.on('did-start-navigation', left);
    asked = question;
    send(question);
    try {
      return await promise;
    } finally {
      asked = null;
      clearTimeout(question.patience);
      page.off('render-process-gone', gone);
      page.off('did-start-navigation', left);
    }
  }

  async function askBySystem(window: BrowserWindow): Promise<CloseAnswer> {
    const { closeQuestion, closeDetail, keepWorking, stopAndQuit, cancel } = texts();
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message: closeQuestion,
      detail: closeDetail,
      buttons: [keepWorking, stopAndQuit, cancel],
      defaultId: 0,
      cancelId: 2,
      noLink: true,
    });
    return closeAnswers[response] ?? 'cancel';
  }

  return {
    ask: async (window) => (await askPage(window.webContents)) ?? (await askBySystem(window)),
    repeat() {
      if (asked !== null) send(asked);
    },
    shown() {
      clearTimeout(asked?.patience);
      return asked !== null;
    },
    answer: (choice) => asked?.resolve(choice),
  };
}
