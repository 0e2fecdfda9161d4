import { common } from './de/common.ts';
import { gallery } from './de/gallery.ts';
import { metrics } from './de/metrics.ts';
import { models } from './de/models.ts';
import { queue } from './de/queue.ts';
import { settings } from './de/settings.ts';
import { shortcuts } from './de/shortcuts.ts';
import { viewer } from './de/viewer.ts';
import type { Messages } from './messages.ts';

/** German. */
export const german: Messages = { common, queue, viewer, metrics, gallery, models, settings, shortcuts };
