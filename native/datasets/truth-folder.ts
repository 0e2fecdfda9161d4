import { basename, join } from 'node:path';
import { errorWords } from '../base/error-words.ts';
import { failedError } from '../base/errors.ts';
import { folderNames, holdsImages } from './folder-listing.ts';
import { holdsMasks } from './mask-folder.ts';

/** Where data sets keep the folders of their sequences' masks, below their roots. */
const places = ['', 'Annotations/480p', 'Annotations', '480p', 'GroundTruth'] as const;
/** How folders of one sequence's objects are named. */
const objectName = /^(object|obj|instance)?[ _-]?\d+$/i;

const namesIn = (folder: string): Promise<string[]> => folderNames(folder).catch(() => []);

/**
 * The folder of a clip's ground truth: the one that was named, or below it, where it is a data set's, the one that is
 * called as the clip. Throws a sentence where it holds several sequences, none of which is: they are never united.
 */
export async function truthFolder(named: string, clipName: string): Promise<string> {
  if (await holdsImages(named)) return named;
  for (const place of places) {
    const folder = join(named, place);
    const name = (await namesIn(folder)).find((each) => each.toLowerCase() === clipName.toLowerCase());
    if (name !== undefined && (await holdsMasks(join(folder, name)))) return join(folder, name);
  }
  const names = await namesIn(named);
  // The objects of one sequence, or a folder whose sentence the one who lists it knows.
  if (names.every((name) => objectName.test(name))) return named;
  throw failedError(
    `The folder ${named} holds no ground truth of ${clipName} (found the folders ${names.slice(0, 5).join(', ')}); choose ` +
      `the folder of this clip's masks, or of a data set with a folder named ${clipName}.`,
    { words: errorWords('truth-elsewhere', { folder: basename(named), clip: clipName }) },
  );
}
