import type { RasterSize } from '../raster/types.ts';
import {
  type Camera,
  drawCamera,
  drawPath,
  drawWaves,
  type Path,
  pixelScale,
  reliefParallax,
} from './camera.ts';
import { below, blob, type BoundedShape, type Bounds, coverageOf, limb, scraps, union } from './coverage.ts';
import type { Draws } from './draws.ts';
import { compose, type DisplacementField, type LayerMotion, similarity } from './layer-motion.ts';
import { drawObject } from './moving-object.ts';
import { drawCutout } from './cutout-object.ts';
import type { PictureBank } from './picture-bank.ts';
import { drawPaint, type SceneKit } from './scene-kit.ts';
import type { SceneLayer } from './scene-types.ts';

/** The frame and what the camera may bring into it. */
function surroundings({ widthPx, heightPx }: RasterSize): Bounds {
  return { left: -0.3 * widthPx, top: -0.3 * heightPx, right: 1.3 * widthPx, bottom: 1.3 * heightPx };
}

const moved = (camera: Camera, nearness: number, field: DisplacementField | null = null): LayerMotion => ({
  homography: (time) => camera.homography(time, nearness),
  field,
});

/** The share of a layer's own travel that its relief adds, small enough for the displacement to stay invertible. */
function relief({ draws, size }: SceneKit, camera: Camera): DisplacementField | null {
  return draws.chance(0.65) ? reliefParallax(draws, size, camera.travel, draws.between(0.2, 1.4)) : null;
}

function backdrop(kit: SceneKit, camera: Camera): SceneLayer {
  return {
    label: 0,
    paint: drawPaint(kit),
    strength: 1,
    coverage: null,
    motion: moved(camera, 1, relief(kit, camera)),
  };
}

/** Ground in front of the backdrop: its parallax grows downwards. */
function ground(kit: SceneKit, camera: Camera): SceneLayer {
  const { draws, size } = kit;
  const level = size.heightPx * draws.between(0.4, 0.85);
  const shape = below(draws, level, 0.03 * size.heightPx, surroundings(size));
  return {
    label: 0,
    paint: drawPaint(kit),
    strength: 1,
    coverage: coverageOf(shape.shape, shape.bounds),
    motion: moved(camera, draws.between(1, 1.5), relief(kit, camera)),
  };
}

/** Trees, bushes, stones, walls: background that stands nearer, some of it swaying in the wind. */
function standing(kit: SceneKit, camera: Camera): SceneLayer {
  const { draws, size } = kit;
  const unit = pixelScale(size);
  const radius = unit * draws.between(30, 150);
  const at = { x: draws.between(0, size.widthPx), y: draws.between(0.1, 1) * size.heightPx };
  const lump = blob(
    draws,
    { ...at, radius, aspect: draws.scale(0.4, 2.5), angle: draws.between(0, 3.2) },
    0.5,
  );
  const shape = draws.chance(0.4)
    ? scraps(draws, lump, draws.between(0.4, 0.8), unit * draws.between(10, 40))
    : lump;
  const sway = draws.chance(0.25)
    ? drawWaves(draws, {
        length: unit * 80,
        amplitude: unit * draws.scale(0.3, 1.5),
        speed: draws.between(0.2, 0.9),
      })
    : null;
  return {
    label: 0,
    paint: drawPaint(kit),
    strength: 1,
    coverage: coverageOf(shape.shape, shape.bounds),
    motion: moved(camera, draws.between(1, 1.7), sway),
  };
}

/** A thing that stands about: to the eye as much an object as those that move. */
function bystander(kit: SceneKit, camera: Camera, pictures: PictureBank): SceneLayer[] {
  const { draws, size } = kit;
  const radius = pixelScale(size) * draws.scale(12, 90);
  const at = { x: draws.between(0, size.widthPx), y: draws.between(0.3, 0.95) * size.heightPx, radius };
  const { parts, paint } = drawCutout(kit, pictures.cutouts, at);
  const motion = moved(camera, draws.between(1, 1.3));
  return parts.map(({ coverage }) => ({ label: 0, paint, strength: 1, coverage, motion }));
}

/** Water: waves that run through their texture, and what is mirrored in it, which moves otherwise. */
function water(kit: SceneKit, camera: Camera): SceneLayer[] {
  const { draws, size } = kit;
  const unit = pixelScale(size);
  const everywhere = draws.chance(0.4);
  const level = draws.between(0.1, 0.7) * size.heightPx;
  const shape = below(draws, level, 0.01 * size.heightPx, surroundings(size));
  const coverage = everywhere ? null : coverageOf(shape.shape, shape.bounds);
  const waves = () =>
    drawWaves(draws, {
      length: unit * draws.scale(40, 130),
      amplitude: unit * draws.scale(0.7, 4),
      speed: draws.between(0.3, 1.4),
    });
  const drift = drawPath(draws, unit * draws.scale(0.1, 3));
  const drifting = (path: Path, field: DisplacementField): LayerMotion => ({
    homography: (time) => compose(camera.homography(time, 1), similarity({ x: 0, y: 0 }, path(time))),
    field,
  });
  const surface = {
    label: 0,
    paint: drawPaint(kit),
    strength: 1,
    coverage,
    motion: drifting(drift, waves()),
  };
  const mirrored = Array.from({ length: draws.count(0, 2) }, () => ({
    label: 0,
    paint: drawPaint(kit),
    strength: draws.between(0.1, 0.4),
    coverage,
    motion: drifting(drawPath(draws, unit * draws.scale(0.1, 4)), waves()),
  }));
  return [surface, ...mirrored];
}

/** Spray or wake about an object in the water: scraps that whirl and go half along with it. */
function spray(
  kit: SceneKit,
  camera: Camera,
  around: { x: number; y: number; radius: number },
  path: Path,
): SceneLayer {
  const { draws, size } = kit;
  const unit = pixelScale(size);
  const radius = around.radius * draws.between(0.8, 1.8);
  const at = {
    x: around.x - draws.normal(radius),
    y: around.y + draws.between(0.2, 1) * around.radius,
    radius,
  };
  const lump = blob(draws, { ...at, aspect: draws.between(1, 4), angle: draws.normal(0.1) }, 0.4);
  const shape = scraps(draws, lump, draws.between(0.3, 0.7), unit * draws.between(8, 30));
  const along = draws.between(0, 0.7);
  return {
    label: 0,
    paint: drawPaint(kit),
    strength: draws.between(0.5, 1),
    coverage: coverageOf(shape.shape, shape.bounds, 3),
    motion: {
      homography: (time) => {
        const { dx, dy } = path(time);
        return compose(camera.homography(time, 1), similarity(at, { dx: along * dx, dy: along * dy }));
      },
      field: drawWaves(draws, {
        length: unit * draws.scale(30, 70),
        amplitude: unit * draws.scale(1, 3.5),
        speed: draws.between(0.5, 1.5),
      }),
    },
  };
}

/** Poles, branches or grass before the objects. */
function occluder(kit: SceneKit, camera: Camera): SceneLayer {
  const { draws, size } = kit;
  const unit = pixelScale(size);
  const pole = (): BoundedShape => {
    const x = draws.between(0, size.widthPx);
    const lean = draws.normal(0.15 * size.heightPx);
    const radius = unit * draws.scale(1, 6);
    const [top, bottom] = [-0.3 * size.heightPx, draws.between(0.6, 1.3) * size.heightPx];
    return limb({ x, y: top, radius }, { x: x + lean, y: bottom, radius });
  };
  const grass = () => {
    const strip = below(
      draws,
      draws.between(0.75, 0.95) * size.heightPx,
      0.05 * size.heightPx,
      surroundings(size),
    );
    return scraps(draws, strip, draws.between(0.3, 0.8), unit * draws.between(6, 20));
  };
  const shape = draws.chance(0.6) ? union(Array.from({ length: draws.count(1, 4) }, pole)) : grass();
  return {
    label: 0,
    paint: drawPaint(kit),
    strength: 1,
    coverage: coverageOf(shape.shape, shape.bounds),
    motion: moved(camera, draws.between(1.1, 2.2)),
  };
}

/** How many objects a scene has: few, as films show; none now and then, so that their absence is learnt too. */
function objectCount(draws: Draws): number {
  const at = draws.between(0, 1);
  if (at < 0.07) return 0;
  if (at < 0.72) return 1;
  return at < 0.92 ? 2 : 3;
}

/** All layers of a scene, from the farthest to the nearest. */
export function drawLayers(kit: SceneKit): SceneLayer[] {
  const { draws, size, pictures } = kit;
  const count = objectCount(draws);
  const unit = pixelScale(size);
  const slowest = pictures === null ? 0.6 : 0.3;
  const paths = Array.from({ length: count }, () => drawPath(draws, unit * draws.scale(slowest, 11)));
  const follow = count > 0 && draws.chance(0.45) ? paths[0]! : null;
  const camera = drawCamera(draws, size, follow);
  const wet = draws.chance(0.25);
  const layers = [backdrop(kit, camera)];
  if (wet) layers.push(...water(kit, camera));
  else if (draws.chance(0.5)) layers.push(ground(kit, camera));
  for (let k = draws.chance(0.5) ? draws.count(1, 3) : 0; k > 0; k--) layers.push(standing(kit, camera));
  if (pictures !== null)
    for (let k = draws.chance(0.4) ? draws.count(1, 3) : 0; k > 0; k--)
      layers.push(...bystander(kit, camera, pictures));
  paths.forEach((path, k) => {
    const { around, layers: parts } = drawObject(kit, camera, path, k + 1);
    layers.push(...parts);
    if (wet && draws.chance(0.6)) layers.push(spray(kit, camera, around, path));
  });
  for (let k = draws.chance(0.35) ? draws.count(1, 2) : 0; k > 0; k--) layers.push(occluder(kit, camera));
  return layers;
}
