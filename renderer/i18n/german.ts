import { add } from './de/add-texts.ts';
import { board } from './de/board-texts.ts';
import { candidates } from './de/candidates-texts.ts';
import { common } from './de/common-texts.ts';
import { computers } from './de/computers-texts.ts';
import { config } from './de/config-texts.ts';
import { errors } from './de/errors-texts.ts';
import { exporting } from './de/export-texts.ts';
import { gallery } from './de/gallery-texts.ts';
import { metrics } from './de/metrics-texts.ts';
import { models } from './de/models-texts.ts';
import { queue } from './de/queue-texts.ts';
import { runs } from './de/runs-texts.ts';
import { settings } from './de/settings-texts.ts';
import { shell } from './de/shell-texts.ts';
import { shortcuts } from './de/shortcuts-texts.ts';
import { viewer } from './de/viewer-texts.ts';
import type { Messages } from './english.ts';

/** German. */
export const german: Messages = {
  common,
  add,
  board,
  candidates,
  computers,
  config,
  errors,
  exporting,
  queue,
  runs,
  viewer,
  metrics,
  gallery,
  models,
  settings,
  shell,
  shortcuts,
};
