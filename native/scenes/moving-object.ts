import { type Camera, drawWaves, type Path, pixelScale } from './camera.ts';
import { blob, box, type BoundedShape, type Coverage, coverageOf, limb } from './coverage.ts';
import type { Draws } from './draws.ts';
import { compose, type DisplacementField, type Homography, similarity } from './layer-motion.ts';
import type { SceneLayer } from './scene-types.ts';
import { drawCutout } from './cutout-object.ts';
import { drawPaint, type SceneKit } from './scene-kit.ts';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A part of an object: its shape, and how it moves against the object's body. */
interface Part {
  readonly shape: BoundedShape;
  readonly swing: (time: number) => Homography;
  readonly field: DisplacementField | null;
  /** Whether it wears the object's common texture or one of its own. */
  readonly common: boolean;
}

const still = (): Homography => similarity({ x: 0, y: 0 }, {});

/** To and fro about a joint. */
function drawSwing(draws: Draws, joint: Place): Part['swing'] {
  const [amplitude, rate, phase] = [draws.normal(0.35), draws.between(0.15, 1.1), draws.between(0, 6.3)];
  return (t) => similarity(joint, { angle: amplitude * (Math.sin(rate * t + phase) - Math.sin(phase)) });
}

/** A body with head and limbs: an animal or a person. */
function creature(kit: SceneKit, at: Place, radius: number): Part[] {
  const { draws } = kit;
  const upright = draws.chance(0.5);
  const aspect = draws.between(1.2, 2.6);
  const angle = (upright ? Math.PI / 2 : 0) + draws.normal(0.2);
  const half = 0.75 * radius * Math.sqrt(aspect);
  const axis = { x: Math.cos(angle), y: Math.sin(angle) };
  const along = (share: number): Place => ({
    x: at.x + share * half * axis.x,
    y: at.y + share * half * axis.y,
  });
  const bending = draws.chance(0.4)
    ? drawWaves(draws, {
        length: 2.5 * radius,
        amplitude: draws.between(0.01, 0.05) * radius,
        speed: draws.between(0.2, 0.9),
      })
    : null;
  const body: Part = {
    shape: blob(draws, { ...at, radius: 0.75 * radius, aspect, angle }, 0.15),
    swing: still,
    field: bending,
    common: true,
  };
  const arm = (): Part => {
    const joint = along(draws.between(-0.8, 0.8));
    const length = radius * draws.between(0.7, 1.6);
    const direction = Math.PI / 2 + draws.normal(0.6);
    const end = { x: joint.x + length * Math.cos(direction), y: joint.y + length * Math.sin(direction) };
    const thick = radius * draws.between(0.08, 0.25);
    return {
      shape: limb({ ...joint, radius: thick }, { ...end, radius: thick * draws.between(0.4, 1) }),
      swing: drawSwing(draws, joint),
      field: null,
      common: draws.chance(0.6),
    };
  };
  const neck = along(upright ? -1.05 : draws.pick([-1.1, 1.1]));
  const head: Part = {
    shape: blob(
      draws,
      { ...neck, radius: radius * draws.between(0.2, 0.4), aspect: draws.between(0.8, 1.4), angle },
      0.1,
    ),
    swing: drawSwing(draws, along(upright ? -0.8 : 0)),
    field: null,
    common: draws.chance(0.5),
  };
  const limbs = Array.from({ length: draws.count(1, 5) }, arm);
  return [...limbs.slice(0, 2), body, head, ...limbs.slice(2)];
}

/** A box on wheels. */
function vehicle({ draws }: SceneKit, at: Place, radius: number): Part[] {
  const [halfWidth, halfHeight] = [radius * draws.between(0.9, 1.5), radius * draws.between(0.35, 0.7)];
  const part = (shape: BoundedShape, swing: Part['swing'] = still, common = draws.chance(0.5)): Part => ({
    shape,
    swing,
    field: null,
    common,
  });
  const hull = part(box({ ...at, halfWidth, halfHeight }, 0.3 * halfHeight), still, true);
  const cabin = box(
    {
      x: at.x + draws.normal(0.2 * radius),
      y: at.y - halfHeight,
      halfWidth: 0.6 * halfWidth,
      halfHeight: 0.7 * halfHeight,
    },
    0.3 * halfHeight,
  );
  const turning = draws.normal(0.5);
  const wheels = [-0.6, 0.6].map((side) => {
    const hub = { x: at.x + side * halfWidth, y: at.y + halfHeight };
    const wheel = blob(draws, { ...hub, radius: 0.45 * halfHeight, aspect: 1, angle: 0 }, 0);
    return part(wheel, (t) => similarity(hub, { angle: turning * t }));
  });
  return [part(cabin), hull, ...wheels];
}

/** One or two lumps. */
function lumps({ draws }: SceneKit, at: Place, radius: number): Part[] {
  const lump = (place: Place, size: number): Part => ({
    shape: blob(
      draws,
      { ...place, radius: size, aspect: draws.scale(0.5, 2.5), angle: draws.between(0, 3.2) },
      0.35,
    ),
    swing: draws.chance(0.5) ? drawSwing(draws, place) : still,
    field: null,
    common: draws.chance(0.6),
  });
  const second = { x: at.x + draws.normal(0.6 * radius), y: at.y + draws.normal(0.6 * radius) };
  return draws.chance(0.5) ? [lump(at, radius)] : [lump(at, 0.8 * radius), lump(second, 0.5 * radius)];
}

/** The shadow on the ground: flat, soft, going along; what it darkens does not move with it. */
function shadow(draws: Draws, at: Place, radius: number): Coverage {
  const place = { x: at.x + draws.normal(0.3 * radius), y: at.y + radius * draws.between(0.7, 1.1) };
  const { shape, bounds } = blob(draws, { ...place, radius, aspect: draws.between(2, 6), angle: 0 }, 0.15);
  return coverageOf(shape, bounds, 0.2 * radius);
}

/** What a layer of an object is made of, but for the object's own motion. */
type ObjectPart = Pick<SceneLayer, 'paint' | 'coverage'> & Pick<Part, 'swing' | 'field'>;

/** How often an object is cut out of a real picture, where there are any. */
const CUT_OUT = 0.7;

/** Draws the shapes of an object about (x, y): what gives them their paints comes after its motion. */
function drawShapes(kit: SceneKit, at: Place & { readonly radius: number }): () => ObjectPart[] {
  const { draws, size, pictures } = kit;
  if (pictures !== null && draws.chance(CUT_OUT)) {
    const { parts, paint } = drawCutout(kit, pictures.cutouts, at);
    return () => parts.map((part) => ({ ...part, paint }));
  }
  const parts = draws.pick([creature, creature, vehicle, lumps])(kit, at, at.radius);
  return () => {
    const fineness = draws.scale(0.6, 2.5) * Math.min(Math.max((40 * pixelScale(size)) / at.radius, 0.7), 2);
    const paint = drawPaint(kit, fineness);
    return parts.map(({ shape, swing, field, common }) => ({
      paint: common ? paint : drawPaint(kit, fineness),
      coverage: coverageOf(shape.shape, shape.bounds),
      swing,
      field,
    }));
  };
}

/** An object's layers, and where its body is. */
export interface DrawnObject {
  readonly around: { readonly x: number; readonly y: number; readonly radius: number };
  readonly layers: readonly SceneLayer[];
}

/** Draws an object of several parts that moves along `path` in the scene, with its label. */
export function drawObject(kit: SceneKit, camera: Camera, path: Path, label: number): DrawnObject {
  const { draws, size } = kit;
  const share = kit.pictures === null ? draws.scale(0.006, 0.25) : draws.scale(0.01, 0.3);
  const radius = Math.sqrt((share * size.widthPx * size.heightPx) / Math.PI);
  const at = {
    x: size.widthPx * (0.5 + Math.max(-0.5, Math.min(draws.normal(0.2), 0.5))),
    y: size.heightPx * (0.55 + Math.max(-0.45, Math.min(draws.normal(0.18), 0.45))),
  };
  const painted = drawShapes(kit, { ...at, radius });
  const nearness = draws.between(1, 1.4);
  const turning = draws.chance(0.4) ? draws.normal(0.03) : 0;
  const growing = draws.chance(0.5) ? draws.normal(0.015) : 0;
  const body = (t: number) =>
    compose(
      camera.homography(t, nearness),
      similarity(at, { angle: turning * t, zoom: Math.exp(growing * t), ...path(t) }),
    );
  const layers = painted().map(({ swing, field, ...part }): SceneLayer => ({
    label,
    strength: 1,
    ...part,
    motion: { homography: (t) => compose(body(t), swing(t)), field },
  }));
  const dark = {
    label: 0,
    paint: null,
    strength: draws.between(0.2, 0.7),
    motion: { homography: body, field: null },
  };
  const below = draws.chance(0.4) ? [{ ...dark, coverage: shadow(draws, at, radius) }] : [];
  return { around: { ...at, radius }, layers: [...below, ...layers] };
}
