import { z } from 'zod';
import { exportFormats, exportRequest, sidecarKinds } from './exports.ts';
import { runMatteSchema } from './matte-settings.ts';
import { frameIndex, frameRange, method, nothing, pathText, share } from './method.ts';
import { verdict } from './verdict.ts';
import { runConfigSchema } from './run-config.ts';

/** What is known of one frame's masks without ground truth, and with it where there is one. */
export const frameFacts = z.strictObject({
  /** How far the mask can be trusted. */
  confidence: share.nullable(),
  /** IoU with the neighbour's mask, warped here. */
  stability: share.nullable(),
  /** The foreground's share of the picture. */
  area: share,
  /** Region similarity and boundary F-measure; null without ground truth. */
  J: share.nullable(),
  F: share.nullable(),
  locked: z.boolean(),
  /** Whether a person changed this frame's mask by a fix. */
  fixed: z.boolean(),
});
export type FrameFacts = z.infer<typeof frameFacts>;

/** A finished run, as lists show it. */
export const runSummary = z.strictObject({
  id: z.int(),
  clip: pathText,
  name: z.string(),
  outDir: pathText,
  finishedMs: z.number(),
  frameCount: z.int(),
  /** The number of the run's frame 0 in the whole clip; not 0 where a part was run. */
  firstFrame: frameIndex,
  widthPx: z.int(),
  heightPx: z.int(),
  timeSec: z.number(),
  config: runConfigSchema,
  refined: z.boolean(),
  /** Means over the frames; null where unknown. */
  meanConfidence: share.nullable(),
  meanStability: share.nullable(),
  meanJ: share.nullable(),
  meanF: share.nullable(),
  /** How far the masks need a look; null where the run's version measured no frames. */
  verdict: verdict.nullable(),
  /** What a person decided about the masks; null before. */
  decision: z.enum(['approved', 'rejected']).nullable(),
  /** The confidence along the clip, at most 60 values; empty where unknown. */
  confidence: z.array(share),
  /** Whether the masks still lie where the run wrote them. */
  present: z.boolean(),
  /** Goes up whenever masks change, and is part of media addresses, so that no old picture is shown. */
  revision: z.int(),
  /** Whether it was refined and corrected since: another refinement would learn from that. */
  unlearned: z.boolean(),
});
export type RunSummary = z.infer<typeof runSummary>;

/** Pictures of a frame; media-url.ts says where they are fetched. */
export const layers = [
  'source',
  'flow',
  'eigenvector',
  'graphcut',
  'refined',
  'mask',
  'matte',
  'cutout',
  'diff',
  'truth',
  'overlay',
] as const;
export type Layer = (typeof layers)[number];

const candidateId = z.int().min(0).max(15);
/** Candidates by their places in the list of `candidates.find`. */
export const candidateChoice = z.strictObject({
  add: z.array(candidateId).min(1).max(16),
  remove: z.array(candidateId).max(16),
});
export type CandidateChoice = z.infer<typeof candidateChoice>;

/** Another reading of a frame's cut, from cached features; what is null stays as the run has it. */
export const fixChoice = z.strictObject({
  /** Foreground and background change sides. */
  swap: z.boolean(),
  /** Which generalized eigenvector splits the frame: 2 is the paper's. */
  eigenvector: z.int().min(2).max(5),
  /** Only the connected component that ranks so in size, 0 the largest; null: all. */
  component: z.int().min(0).max(15).nullable(),
  alpha: share.nullable(),
  tau: z.number().min(-1).max(1).nullable(),
  /**
   * From which value on the soft mask is foreground: below 1/2 the mask gets looser, above it tighter; absent: 1/2. Alone it
   * moves the edge of the mask that the frame has, refined or corrected.
   */
  threshold: z.number().min(0.02).max(0.98).optional(),
  /** Candidates of the frame's shot instead of a cut: those that are joined, and those that are taken away from these. */
  candidates: candidateChoice.optional(),
});
export type FixChoice = z.infer<typeof fixChoice>;
/** How a frame was fixed. */
export const frameFix = fixChoice.extend({
  /** Whether the brush has corrected what the choice gives: the soft mask lies among the corrected ones. */
  brushed: z.boolean().optional(),
});
export type FrameFix = z.infer<typeof frameFix>;

/** A rectangle, in shares of the picture, in which nothing is foreground. */
export const heldOutRegion = z.strictObject({
  ...frameRange.shape,
  region: z.strictObject({ x: share, y: share, width: share, height: share }),
});
export type HeldOutRegion = z.infer<typeof heldOutRegion>;

/** A finished run, opened. */
export const runDetails = z.strictObject({
  summary: runSummary,
  /** Presentation times of the frames, and of the whole clip's first one. */
  timesSec: z.array(z.number()),
  startSec: z.number(),
  /** First frames of shots after the first. */
  sceneCuts: z.array(frameIndex),
  frames: z.array(frameFacts),
  /** How each fixed frame was fixed. */
  fixes: z.array(z.strictObject({ frame: frameIndex, fix: frameFix })),
  /** Regions that a person has held out. */
  heldOut: z.array(heldOutRegion),
  /** What can be shown of this run. */
  layers: z.array(z.enum(layers)),
  truthDir: pathText.nullable(),
  /** Codes of the attributes that DAVIS 2016 gives the sequence of the ground truth; empty for others. */
  attributes: z.array(z.string()),
  provider: z.string(),
  versions: z.record(z.string(), z.string()),
  timeSecPerStage: z.record(z.string(), z.number()),
  learningCurve: z.array(
    z.strictObject({ step: z.int(), lossOwn: z.number().nullable(), lossWarped: z.number().nullable() }),
  ),
  /** Goes up whenever masks change, and is part of media addresses, so that no old picture is shown. */
  revision: z.int(),
});
export type RunDetails = z.infer<typeof runDetails>;

/** The frame as the run has it. */
export const ownChoice: FixChoice = {
  swap: false,
  eigenvector: 2,
  component: null,
  alpha: null,
  tau: null,
};

/** A touch of the brush: a disc, in shares of the picture; the radius is one of its width. */
export const dab = z.strictObject({
  x: share,
  y: share,
  radius: z.number().positive().max(0.5),
  /** Whether what lies there becomes the object's, or no longer is. */
  adds: z.boolean(),
});
export type Dab = z.infer<typeof dab>;

const byRun = z.strictObject({ runId: z.int() });
/** What changed a run's masks: by `undo` it is taken back with `fix.undo`; null where nothing changed. */
const maskChange = z.strictObject({
  changed: z.array(frameIndex),
  undo: z.int().nullable(),
  run: runDetails,
});

export const runMethods = {
  'runs.list': method(nothing, z.strictObject({ runs: z.array(runSummary) })),
  'runs.get': method(byRun, runDetails),
  /**
   * Deletes runs: their masks and whatever else they wrote go to the system's trash, or for good, and so do their places in
   * the queue. Clips and exports stay. `untrashed` names the runs that stay because no trash took their files, and why.
   */
  'runs.delete': method(
    z.strictObject({ runIds: z.array(z.int()).min(1).max(10_000), forGood: z.boolean() }),
    z.strictObject({
      untrashed: z.strictObject({ runIds: z.array(z.int()), reason: z.string() }).nullable(),
    }),
  ),
  /** Gives a run a name of its own; null: that of its clip. */
  'runs.rename': method(
    z.strictObject({ runId: z.int(), name: z.string().trim().min(1).max(120).nullable() }),
    nothing,
  ),
  /** Approves or rejects the masks of runs, or takes that back. */
  'runs.decide': method(
    z.strictObject({
      runIds: z.array(z.int()).min(1).max(10_000),
      decision: z.enum(['approved', 'rejected']).nullable(),
    }),
    nothing,
  ),
  /** Scores the masks against a folder of ground-truth masks, remembered with the run; null forgets it. */
  'runs.setTruth': method(z.strictObject({ runId: z.int(), dir: pathText.nullable() }), runDetails),
  /** The mask of one frame under another choice, from cached features: a PNG of one gray channel, base64. */
  'fix.preview': method(
    z.strictObject({ runId: z.int(), frame: frameIndex, choice: fixChoice }),
    z.strictObject({ png: z.string(), area: share, timeMs: z.number() }),
  ),
  /** Writes the masks of a range under another choice; locked frames stay. A refinement is left out of fixed frames. */
  'fix.apply': method(z.strictObject({ runId: z.int(), range: frameRange, choice: fixChoice }), maskChange),
  /** Takes fixes back: the frames' masks are the run's again. */
  'fix.revert': method(z.strictObject({ runId: z.int(), range: frameRange }), maskChange),
  /** The mask of a frame with a dab's region added or taken away, as `fix.preview` gives it, and the frames that the dab reaches. */
  'fix.previewDab': method(
    z.strictObject({ runId: z.int(), frame: frameIndex, dab }),
    z.strictObject({ png: z.string(), area: share, timeMs: z.number(), range: frameRange }),
  ),
  /** Adds a dab's region, or takes it away, in its frame and in those around it where it is found again; locked frames stay. */
  'fix.dab': method(z.strictObject({ runId: z.int(), frame: frameIndex, dab }), maskChange),
  /** The mask of a frame without foreground in a region, as `fix.preview` gives it. */
  'fix.previewHoldOut': method(
    z.strictObject({ runId: z.int(), frame: frameIndex, region: heldOutRegion.shape.region }),
    z.strictObject({ png: z.string(), area: share, timeMs: z.number() }),
  ),
  /** Holds a region out of a range: nothing there is foreground any more, after other fixes and reruns too; locked frames stay. */
  'fix.holdOut': method(z.strictObject({ runId: z.int(), ...heldOutRegion.shape }), maskChange),
  /** Gives up a region, as `runDetails` lists it: the masks are again what they were without it. */
  'fix.giveUpHoldOut': method(z.strictObject({ runId: z.int(), ...heldOutRegion.shape }), maskChange),
  /** Takes a change of masks back, as long as the engine that made it runs. */
  'fix.undo': method(z.strictObject({ runId: z.int(), undo: z.int() }), runDetails),
  /** Locks frames, so that neither fixes nor a rerun of the clip change their masks; or unlocks them. */
  'fix.lock': method(
    z.strictObject({ runId: z.int(), frames: z.array(frameIndex).min(1), locked: z.boolean() }),
    runDetails,
  ),
  /** The worst frames over all runs: by J where there is ground truth, else by confidence. */
  'gallery.worst': method(
    z.strictObject({
      limit: z.int().min(1).max(500),
      perRun: z.int().min(1).max(50),
      withLocked: z.boolean(),
    }),
    z.strictObject({
      /** Frames that would be among the worst, but are locked and were not asked for. */
      lockedLeftOut: z.int(),
      frames: z.array(
        z.strictObject({
          run: runSummary,
          frame: frameIndex,
          facts: frameFacts,
          layers: z.array(z.enum(layers)),
          revision: z.int(),
        }),
      ),
    }),
  ),
  /** The metrics table of runs, all frames, as a file. */
  'metrics.export': method(
    z.strictObject({ runIds: z.array(z.int()).min(1), format: z.enum(['csv', 'json']), path: pathText }),
    z.strictObject({ path: pathText, sizeBytes: z.int() }),
  ),
  /**
   * Writes a run's mattes for an editing tool, several formats in one pass over the source; progress comes as
   * `export.progress`. `notices` are sentences on what a person should know of the files.
   */
  'export.run': method(
    z.strictObject({ runId: z.int(), outDir: pathText.nullable(), request: exportRequest }),
    z.strictObject({ paths: z.array(pathText), notices: z.array(z.string()) }),
  ),
  /** How much an export will hold, where it goes, and what is free there. */
  'export.estimate': method(
    z.strictObject({ runId: z.int(), outDir: pathText.nullable(), request: exportRequest }),
    z.strictObject({
      sizeBytes: z.number(),
      freeBytes: z.number().nullable(),
      timeSec: z.number(),
      outDir: pathText,
      places: z.array(z.string()),
    }),
  ),
  /** A run's matte settings; they change no mask. */
  'matte.get': method(z.strictObject({ runId: z.int() }), runMatteSchema),
  'matte.set': method(z.strictObject({ runId: z.int(), matte: runMatteSchema }), nothing),
  /** The formats there are, with a sentence on what each is for. */
  'export.formats': method(
    nothing,
    z.strictObject({
      formats: z.array(
        z.strictObject({
          id: z.enum(exportFormats),
          title: z.string(),
          description: z.string(),
          kind: z.enum(['sequence', 'movie', 'document']),
        }),
      ),
      tools: z.array(
        z.strictObject({
          id: z.string(),
          title: z.string(),
          formats: z.array(z.enum(exportFormats)),
          sidecars: z.array(z.enum(sidecarKinds)),
          startNumber: z.int(),
          hint: z.string(),
        }),
      ),
    }),
  ),
} as const;
