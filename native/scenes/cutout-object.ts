import { drawWaves, pixelScale } from './camera.ts';
import type { Coverage } from './coverage.ts';
import { type DisplacementField, type Homography, similarity } from './layer-motion.ts';
import type { Cutout } from './picture-bank.ts';
import type { Paint } from './scene-types.ts';
import { drawPaint, type SceneKit } from './scene-kit.ts';
import { TEXTURE_SIDE, type Texture } from './textures.ts';

/** A part of a thing that was cut out of a picture: where it covers, and how it moves against the thing's body. */
export interface CutoutPart {
  readonly coverage: Coverage;
  readonly swing: (time: number) => Homography;
  readonly field: DisplacementField | null;
}

/** A cutout as it stands in the middle frame. */
interface Pose {
  readonly cutout: Cutout;
  readonly mirrored: boolean;
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  /** Pixels of the scene to one of the cutout. */
  readonly scale: number;
}

const still = (): Homography => similarity({ x: 0, y: 0 }, {});

/** Where a point of the scene lies in the cutout: (across, down), in its pixels, before mirroring. */
function cutoutPoint(
  { cutout, x, y, angle, scale }: Pose,
  px: number,
  py: number,
): readonly [number, number] {
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  const [dx, dy] = [px - x, py - y];
  return [cos * dx + sin * dy + cutout.widthPx / 2, cos * dy - sin * dx + cutout.heightPx / 2];
}

/** The alpha of a cutout at a point, 0..255, bilinear; 0 outside. */
function alphaAt({ widthPx, heightPx, data }: Cutout, mirrored: boolean, u: number, v: number): number {
  const across = mirrored ? widthPx - 1 - u : u;
  const [x0, y0] = [Math.floor(across), Math.floor(v)];
  const [fx, fy] = [across - x0, v - y0];
  const alpha = (x: number, y: number) =>
    x < 0 || y < 0 || x >= widthPx || y >= heightPx ? 0 : data[4 * (y * widthPx + x) + 3]!;
  const upper = alpha(x0, y0) * (1 - fx) + alpha(x0 + 1, y0) * fx;
  const lower = alpha(x0, y0 + 1) * (1 - fx) + alpha(x0 + 1, y0 + 1) * fx;
  return upper + fy * (lower - upper);
}

/** Samples along each side of a pixel, so that reduced outlines stay smooth. */
const SAMPLES = 2;

/** Where the part of a cutout for which `belongs` (of its own pixels) holds covers the scene. */
function coverageOfPart(pose: Pose, belongs: (u: number, v: number) => boolean): Coverage {
  const { cutout, mirrored, scale } = pose;
  const reach = Math.ceil((scale * Math.hypot(cutout.widthPx, cutout.heightPx)) / 2) + 2;
  const [left, top] = [Math.floor(pose.x) - reach, Math.floor(pose.y) - reach];
  const side = 2 * reach + 1;
  const data = new Uint8Array(side * side);
  for (let y = 0, i = 0; y < side; y++)
    for (let x = 0; x < side; x++, i++) {
      let sum = 0;
      for (let k = 0; k < SAMPLES * SAMPLES; k++) {
        const [u, v] = cutoutPoint(
          pose,
          left + x + ((k % SAMPLES) + 0.5) / SAMPLES - 0.5,
          top + y + (Math.floor(k / SAMPLES) + 0.5) / SAMPLES - 0.5,
        );
        if (u < -1 || v < -1 || u > cutout.widthPx || v > cutout.heightPx || !belongs(u, v)) continue;
        sum += alphaAt(cutout, mirrored, u, v);
      }
      data[i] = sum / SAMPLES ** 2;
    }
  return { left, top, widthPx: side, heightPx: side, data };
}

/** The cutout's own colours as a texture; where it is transparent its mean colour. */
function textureOf({ widthPx, heightPx, data }: Cutout, mirrored: boolean, other: Texture | null): Texture {
  const mean = [0, 0, 0];
  let total = 1e-6;
  for (let i = 0; i < data.length; i += 4) {
    total += data[i + 3]!;
    for (let c = 0; c < 3; c++) mean[c]! += data[i + c]! * data[i + 3]!;
  }
  const texture = new Uint8Array(3 * TEXTURE_SIDE * TEXTURE_SIDE);
  for (let y = 0, to = 0; y < TEXTURE_SIDE; y++)
    for (let x = 0; x < TEXTURE_SIDE; x++, to += 3) {
      const inside = x < widthPx && y < heightPx;
      const from = 4 * (y * widthPx + (mirrored ? widthPx - 1 - x : x));
      const opaque = inside && data[from + 3]! > 40;
      for (let c = 0; c < 3; c++) {
        const own = opaque ? data[from + c]! : mean[c]! / total;
        texture[to + c] = other === null ? own : 0.5 * own + 0.5 * other.data[to + c]!;
      }
    }
  return { data: texture };
}

/** The cutout's own colours, brightened or darkened, half the time mixed with a texture so that nothing is flat. */
function ownPaint(kit: SceneKit, pose: Pose): Paint {
  const { draws } = kit;
  const other = draws.chance(0.5) ? drawPaint(kit).texture : null;
  const [cos, sin] = [Math.cos(pose.angle) / pose.scale, Math.sin(pose.angle) / pose.scale];
  const gain = draws.between(0.5, 1.1);
  const offset = draws.between(0, 50) * (1.1 - gain);
  return {
    texture: textureOf(pose.cutout, pose.mirrored, other),
    a: cos,
    b: -sin,
    u: pose.cutout.widthPx / 2 - cos * pose.x - sin * pose.y,
    v: pose.cutout.heightPx / 2 + sin * pose.x - cos * pose.y,
    gain: [gain, gain, gain],
    offset: [offset, offset, offset],
  };
}

/** To and fro about the scene's point at (u, v) of the cutout; `sign` turns the phase about. */
function swingAbout(kit: SceneKit, pose: Pose, u: number, v: number): CutoutPart['swing'] {
  const { draws } = kit;
  const [du, dv] = [u - pose.cutout.widthPx / 2, v - pose.cutout.heightPx / 2];
  const [cos, sin] = [Math.cos(pose.angle), Math.sin(pose.angle)];
  const joint = {
    x: pose.x + pose.scale * (cos * du - sin * dv),
    y: pose.y + pose.scale * (sin * du + cos * dv),
  };
  const [amplitude, rate, phase] = [draws.normal(0.3), draws.between(0.15, 1.1), draws.between(0, 6.3)];
  return (t) => similarity(joint, { angle: amplitude * (Math.sin(rate * t + phase) - Math.sin(phase)) });
}

/** Overlap of two parts at their joint, as a share of the cutout's height. */
const JOINT_OVERLAP = 0.04;

/** A body whose lower part are two legs, or whose upper part is a head. */
function articulated(kit: SceneKit, pose: Pose, field: DisplacementField | null): CutoutPart[] {
  const { draws } = kit;
  const { widthPx, heightPx } = pose.cutout;
  const overlap = JOINT_OVERLAP * heightPx;
  const hip = heightPx * draws.between(0.5, 0.75);
  const middle = widthPx * draws.between(0.35, 0.65);
  const neck = draws.chance(0.5) ? heightPx * draws.between(0.15, 0.35) : -Infinity;
  const parts: CutoutPart[] = [
    { coverage: coverageOfPart(pose, (_, v) => v < hip && v > neck - overlap), swing: still, field },
  ];
  const limb = (belongs: (u: number, v: number) => boolean, u: number, v: number): CutoutPart => ({
    coverage: coverageOfPart(pose, belongs),
    swing: swingAbout(kit, pose, u, v),
    field: null,
  });
  parts.unshift(limb((u, v) => v > hip - overlap && u < middle, middle - 0.2 * widthPx, hip));
  parts.push(limb((u, v) => v > hip - overlap && u >= middle, middle + 0.2 * widthPx, hip));
  if (neck > 0) parts.push(limb((_, v) => v < neck, middle, neck));
  return parts;
}

/** Draws a thing cut out of a picture that stands at (x, y), about `radius` large, with its paints. */
export function drawCutout(
  kit: SceneKit,
  cutouts: readonly Cutout[],
  at: { readonly x: number; readonly y: number; readonly radius: number },
): { readonly parts: readonly CutoutPart[]; readonly paint: Paint } {
  const { draws, size } = kit;
  const cutout = draws.pick(cutouts);
  const pose: Pose = {
    cutout,
    mirrored: draws.chance(0.5),
    x: at.x,
    y: at.y,
    angle: draws.chance(0.8) ? draws.normal(0.12) : draws.between(0, 6.3),
    scale: (2.2 * at.radius) / Math.sqrt(cutout.widthPx * cutout.heightPx),
  };
  const bending = draws.chance(0.5)
    ? drawWaves(draws, {
        length: draws.between(1.5, 4) * at.radius,
        amplitude: draws.scale(0.01, 0.07) * at.radius,
        speed: draws.between(0.2, 0.9),
      })
    : null;
  const whole = (): CutoutPart[] => [
    { coverage: coverageOfPart(pose, () => true), swing: still, field: bending },
  ];
  const parts = draws.chance(0.45) ? articulated(kit, pose, bending) : whole();
  const fineness = draws.scale(0.6, 2) * Math.min(Math.max((40 * pixelScale(size)) / at.radius, 0.7), 2);
  return { parts, paint: draws.chance(0.5) ? ownPaint(kit, pose) : drawPaint(kit, fineness) };
}
