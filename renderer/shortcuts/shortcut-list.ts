import type { NamedKey } from './keys.ts';

/**
 * Every keyboard shortcut: `mod` is Ctrl, on macOS Cmd; the key is what `KeyboardEvent.key` says, in lower case where it is a
 * letter. Texts are in the catalogue under the same names.
 */
export const shortcutGroups = {
  window: {
    showShortcuts: ['?'],
    undo: ['mod+z'],
    showQueue: ['mod+1'],
    showViewer: ['mod+2'],
    showMetrics: ['mod+3'],
    showGallery: ['mod+4'],
    showModels: ['mod+5'],
    showBoard: ['mod+6'],
    showSettings: ['mod+,'],
  },
  queue: {
    addClips: ['mod+o'],
    startOrPause: ['mod+Enter'],
    moveUp: ['alt+ArrowUp'],
    moveDown: ['alt+ArrowDown'],
    removeClip: ['Delete'],
    openClip: ['Enter'],
  },
  board: {
    approveClip: ['a'],
    rejectClip: ['r'],
    nextClip: ['ArrowRight', 'n'],
    previousClip: ['ArrowLeft', 'p'],
    whichObject: ['o'],
    openRun: ['Enter'],
  },
  viewer: {
    playOrPause: [' '],
    shuttleBack: ['j'],
    shuttleStop: ['k'],
    shuttleForward: ['l'],
    stepBack: ['ArrowLeft', ','],
    stepForward: ['ArrowRight', '.'],
    leapBack: ['shift+ArrowLeft'],
    leapForward: ['shift+ArrowRight'],
    firstFrame: ['Home'],
    lastFrame: ['End'],
    previousShot: ['ArrowUp'],
    nextShot: ['ArrowDown'],
    nextWorst: ['n'],
    loop: ['r'],
    markIn: ['i'],
    markOut: ['o'],
    clearMarks: ['shift+x'],
    lockFrame: ['g'],
    brushAdd: ['q'],
    brushRemove: ['e'],
  },
  layers: {
    single: ['s'],
    sideBySide: ['d'],
    wipe: ['w'],
    blend: ['b'],
    showAlpha: ['a'],
    chooseLayer: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'],
    swapLayers: ['x'],
    fit: ['f'],
    actualSize: ['z'],
    zoomIn: ['+', '='],
    zoomOut: ['-'],
    panLeft: ['alt+ArrowLeft'],
    panRight: ['alt+ArrowRight'],
    panUp: ['alt+ArrowUp'],
    panDown: ['alt+ArrowDown'],
    showPanel: ['p'],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

type Groups = typeof shortcutGroups;
export type ShortcutGroup = keyof Groups;
export type ShortcutId = { [G in ShortcutGroup]: keyof Groups[G] }[ShortcutGroup];

/** The keys of a shortcut, any of which does it. */
export function shortcutKeys(id: ShortcutId): readonly string[] {
  const groups: readonly Readonly<Record<string, readonly string[]>>[] = Object.values(shortcutGroups);
  return groups.flatMap((group) => group[id] ?? []);
}

/** What a catalogue says about shortcuts: one text for each of them. */
export type ShortcutTexts = {
  readonly title: string;
  /** What key caps say. */
  readonly keys: Readonly<Record<NamedKey, string>>;
  /** Between keys any of which does it, and between the first and the last of a row of keys. */
  readonly or: string;
  readonly to: string;
  readonly groups: Readonly<Record<ShortcutGroup, string>>;
} & { readonly [G in ShortcutGroup]: Readonly<Record<keyof Groups[G], string>> };
