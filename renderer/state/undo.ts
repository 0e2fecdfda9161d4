/** What a person did and can take back, the last first. */
export interface UndoHistory {
  /** Notes how the last change is taken back. */
  readonly add: (takeBack: () => void) => void;
  /** Takes the last change back; nothing where there is none. */
  readonly undo: () => void;
}

const mostSteps = 100;

/** An empty history. */
export function createUndoHistory(): UndoHistory {
  const steps: (() => void)[] = [];
  return {
    add(takeBack) {
      steps.push(takeBack);
      if (steps.length > mostSteps) steps.shift();
    },
    undo: () => steps.pop()?.(),
  };
}
