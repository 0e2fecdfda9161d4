import { mkdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { FodvidError, exitCodes } from '../base/errors.ts';
import { fullRecipe, smokeRecipe } from '../training/embedded-motion/recipe.ts';
import { collectPictures, requirePictures } from '../training/embedded-motion/real-pictures.ts';
import { writeSceneSheet } from '../training/embedded-motion/scene-sheet.ts';
import { trainEmbedded } from '../training/embedded-motion/embedded-training.ts';
import { createCliSession } from './cli-session.ts';

interface TrainFlags {
  readonly smoke?: boolean;
  readonly work?: string;
  readonly out?: string;
  readonly sheet?: string;
  readonly pictures?: boolean;
}

/** Scenes that show what there is: creatures, vehicles, water, parallax, things in front. */
const sheetSeeds = [1003, 1004, 1006, 1007, 1100, 1104, 1106, 1107];

const root = resolve(import.meta.dirname, '..', '..');

/** Runs the recipe and says what came out. */
async function train({ smoke = false, work, out, sheet, pictures = false }: TrainFlags): Promise<never> {
  const session = createCliSession(false);
  const workDir = resolve(work ?? join(root, 'out', smoke ? 'train-embedded-smoke' : 'train-embedded'));
  const shipped = join(root, 'resources', 'embedded-motion.safetensors');
  const outPath = resolve(out ?? (smoke ? join(workDir, 'embedded-motion.safetensors') : shipped));
  try {
    if (sheet !== undefined) {
      const tile = { widthPx: fullRecipe.sceneSize.widthPx / 2, heightPx: fullRecipe.sceneSize.heightPx / 2 };
      await mkdir(workDir, { recursive: true });
      const bank = pictures ? await collectPictures(workDir) : null;
      await writeSceneSheet(sheet, sheetSeeds, fullRecipe.sceneSize, tile, bank);
      return await session.exit(0);
    }
    await mkdir(workDir, { recursive: true });
    const { signal, progress } = session;
    const recipe = { ...(smoke ? smokeRecipe : fullRecipe), realPictures: pictures };
    if (recipe.realPictures) requirePictures();
    const { parameters, heldOutOverlap, timeSec } = await trainEmbedded(recipe, {
      workDir,
      outPath,
      signal,
      progress,
    });
    session.print(
      `${relative(process.cwd(), outPath)}: ${parameters} parameters; J ${(100 * heldOutOverlap).toFixed(1)} on ` +
        `${recipe.heldOutScenes} scenes that were not learnt from\n` +
        `scenes ${timeSec.scenes.toFixed(0)} s, training ${timeSec.training.toFixed(0)} s`,
    );
  } catch (error) {
    if (!(error instanceof FodvidError)) throw error;
    session.log(error.withAdvice);
    session.exitCode = exitCodes[error.kind];
  }
  return session.exit(session.exitCode);
}

await new Command('train:embedded')
  .description(
    'Renders scenes, trains the embedded motion network on them and writes its weights. Run it again to resume.',
  )
  .option('--smoke', 'the whole recipe in a minute; its weights are not usable')
  .option('--sheet <file>', 'only writes a JPEG of some scenes: two frames, exact flow, objects')
  .option('--pictures', 'makes scenes of real cutouts and photographs too, from Debian packages')
  .option('--work <dir>', 'scenes and checkpoints (default: out/train-embedded)')
  .option(
    '--out <file>',
    'the weights (default: resources/embedded-motion.safetensors; of --smoke: in the work folder)',
  )
  .action(train)
  .parseAsync();
