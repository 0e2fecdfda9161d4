import { add } from './en/add-texts.ts';
import { board } from './en/board-texts.ts';
import { candidates } from './en/candidates-texts.ts';
import { common } from './en/common-texts.ts';
import { computers } from './en/computers-texts.ts';
import { config } from './en/config-texts.ts';
import { errors } from './en/errors-texts.ts';
import { exporting } from './en/export-texts.ts';
import { gallery } from './en/gallery-texts.ts';
import { metrics } from './en/metrics-texts.ts';
import { models } from './en/models-texts.ts';
import { queue } from './en/queue-texts.ts';
import { runs } from './en/runs-texts.ts';
import { settings } from './en/settings-texts.ts';
import { shell } from './en/shell-texts.ts';
import { shortcuts } from './en/shortcuts-texts.ts';
import { viewer } from './en/viewer-texts.ts';

/** English, the language that the others are translated from: a text that they lack is a type error. */
export const english = {
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

/** Every text of the user interface. */
export type Messages = typeof english;
