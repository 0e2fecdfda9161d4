import { add } from './en/add.ts';
import { board } from './en/board.ts';
import { candidates } from './en/candidates.ts';
import { common } from './en/common.ts';
import { config } from './en/config.ts';
import { errors } from './en/errors.ts';
import { exporting } from './en/export.ts';
import { gallery } from './en/gallery.ts';
import { metrics } from './en/metrics.ts';
import { models } from './en/models.ts';
import { queue } from './en/queue.ts';
import { runs } from './en/runs.ts';
import { settings } from './en/settings.ts';
import { shell } from './en/shell.ts';
import { shortcuts } from './en/shortcuts.ts';
import { viewer } from './en/viewer.ts';

/** English, the language that the others are translated from: a text that they lack is a type error. */
export const english = {
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

/** Every text of the user interface. */
export type Messages = typeof english;
