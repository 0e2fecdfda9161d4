import { add } from './de/add.ts';
import { board } from './de/board.ts';
import { candidates } from './de/candidates.ts';
import { common } from './de/common.ts';
import { config } from './de/config.ts';
import { errors } from './de/errors.ts';
import { exporting } from './de/export.ts';
import { gallery } from './de/gallery.ts';
import { metrics } from './de/metrics.ts';
import { models } from './de/models.ts';
import { queue } from './de/queue.ts';
import { runs } from './de/runs.ts';
import { settings } from './de/settings.ts';
import { shell } from './de/shell.ts';
import { shortcuts } from './de/shortcuts.ts';
import { viewer } from './de/viewer.ts';
import type { Messages } from './messages.ts';

/** German. */
export const german: Messages = {
  common,
  add,
  board,
  candidates,
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
