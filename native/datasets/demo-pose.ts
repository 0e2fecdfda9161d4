import type { PartName } from './demo-turtle.ts';

/** A plane map: (x, y) goes to (a x + b y + tx, c x + d y + ty). */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly c: number;
  readonly d: number;
  readonly ty: number;
}

/** First `inner`, then `outer`. */
export function composeAffine(outer: Affine, inner: Affine): Affine {
  return {
    a: outer.a * inner.a + outer.b * inner.c,
    b: outer.a * inner.b + outer.b * inner.d,
    tx: outer.a * inner.tx + outer.b * inner.ty + outer.tx,
    c: outer.c * inner.a + outer.d * inner.c,
    d: outer.c * inner.b + outer.d * inner.d,
    ty: outer.c * inner.tx + outer.d * inner.ty + outer.ty,
  };
}

export function inverse(map: Affine): Affine {
  const determinant = map.a * map.d - map.b * map.c;
  const a = map.d / determinant;
  const b = -map.b / determinant;
  const c = -map.c / determinant;
  const d = map.a / determinant;
  return { a, b, tx: -(a * map.tx + b * map.ty), c, d, ty: -(c * map.tx + d * map.ty) };
}

/** Scales, then turns by `angle` (radians, from x to y), then moves to (x, y). */
export function placed(x: number, y: number, angle: number, scaleX = 1, scaleY = 1): Affine {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return { a: cos * scaleX, b: -sin * scaleY, tx: x, c: sin * scaleX, d: cos * scaleY, ty: y };
}

/** How the frame's pixels lie on the sea floor: the camera pans, turns a little and comes closer. */
export function cameraToFloor(frame: number, widthPx: number, heightPx: number): Affine {
  const zoom = 1 + 0.0008 * frame;
  const angle = 0.014 * Math.sin(frame / 17);
  const view = placed(500 + 2 * frame, 290 + 7 * Math.sin(frame / 14), angle, 1 / zoom, 1 / zoom);
  return composeAffine(view, placed(-widthPx / 2, -heightPx / 2, 0));
}

/** A part in its place on the turtle; parts are drawn in this order. */
export interface PlacedPart {
  readonly part: PartName;
  readonly toFloor: Affine;
}

/** Where the turtle and its parts are on the sea floor: it glides to the right, rowing with its flippers. */
export function turtleOnFloor(frame: number): readonly PlacedPart[] {
  const stroke = (2 * Math.PI * frame) / 30;
  const heading = -0.16 + 0.2 * Math.sin(frame / 19);
  const body = placed(365 + 5.6 * frame, 296 - 26 * Math.sin(frame / 19), heading);
  const sweep = 1.3 + 0.42 * Math.sin(stroke);
  const lift = 0.9 + 0.1 * Math.cos(stroke);
  const paddle = 2.55 + 0.25 * Math.sin(stroke + 2);
  const part = (name: PartName, inBody: Affine): PlacedPart => ({
    part: name,
    toFloor: composeAffine(body, inBody),
  });
  const mirrored = (name: PartName, x: number, y: number, angle: number, length: number) => [
    part(name, placed(x, y, angle, length, 1)),
    part(name, placed(x, -y, -angle, length, -1)),
  ];
  return [
    part('tail', placed(-98, 0, Math.PI + 0.15 * Math.sin(stroke))),
    ...mirrored('rearFlipper', -74, 46, paddle, 1),
    ...mirrored('frontFlipper', 62, 56, sweep, lift),
    part('head', placed(112, 0, 0.14 * Math.sin(frame / 11))),
    part('shell', placed(0, 0, 0)),
  ];
}
