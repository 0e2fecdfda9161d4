import { z } from 'zod';
import { layers, type Layer } from '../../native/api/runs.ts';
import { createStore, type StateStore } from '../state/state-store.ts';
import { comparisonModes } from './stage/comparison.ts';
import { backdrops } from './layer-looks.ts';

const choices = z.object({
  mode: z.enum(comparisonModes),
  first: z.enum(layers),
  second: z.enum(layers),
  /** Of the wipe's divider, 0..1 of the pane. */
  share: z.number().min(0).max(1),
  /** How much of the second layer a blend shows. */
  mix: z.number().min(0).max(1),
  backdrop: z.enum(backdrops),
  panelOpen: z.boolean(),
  /** Whether the panel shows what else a frame's mask could be. */
  alternativesOpen: z.boolean(),
});

/** What a person chose to see; remembered in this browser from run to run. */
export type ViewerChoices = z.infer<typeof choices>;

const firstChoices: ViewerChoices = {
  mode: 'wipe',
  first: 'source',
  second: 'overlay',
  share: 0.5,
  mix: 0.5,
  backdrop: 'checkerboard',
  panelOpen: true,
  alternativesOpen: false,
};

const memoryKey = 'fodvid.viewer';

function remembered(): ViewerChoices {
  try {
    return choices.parse({ ...firstChoices, ...JSON.parse(localStorage.getItem(memoryKey) ?? '{}') });
  } catch {
    return firstChoices;
  }
}

/** A layer that the run has in place of one that it has not. */
const offered = (layer: Layer, available: readonly Layer[]): Layer =>
  available.includes(layer) ? layer : (available.find((each) => each !== 'source') ?? 'source');

/** The choices as this run can show them. */
export const choicesFor = (chosen: ViewerChoices, available: readonly Layer[]): ViewerChoices => ({
  ...chosen,
  first: available.includes(chosen.first) ? chosen.first : 'source',
  second: offered(chosen.second, available),
});

/** The choices of the last time, kept for the next. */
export function createViewerChoices(): StateStore<ViewerChoices> {
  const store = createStore(remembered());
  store.subscribe(() => localStorage.setItem(memoryKey, JSON.stringify(store.get())));
  return store;
}
