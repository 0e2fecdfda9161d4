import type { RasterSize } from '../../raster/types.ts';

/** Blurs planes [k, H, W] in place by (1 4 6 4 1) / 16 along both axes, nearly a Gaussian of one pixel; edges repeat. */
export function binomialBlur(planes: Float32Array, { widthPx, heightPx }: RasterSize): void {
  const blurLine = (start: number, stride: number, count: number, line: Float32Array): void => {
    for (let i = 0; i < count; i++) line[i + 2] = planes[start + i * stride]!;
    line[0] = line[1] = line[2]!;
    line[count + 2] = line[count + 3] = line[count + 1]!;
    for (let i = 0; i < count; i++)
      planes[start + i * stride] =
        (line[i]! + line[i + 4]! + 4 * (line[i + 1]! + line[i + 3]!) + 6 * line[i + 2]!) / 16;
  };
  const line = new Float32Array(Math.max(widthPx, heightPx) + 4);
  const plane = widthPx * heightPx;
  for (let start = 0; start < planes.length; start += plane) {
    for (let y = 0; y < heightPx; y++) blurLine(start + y * widthPx, 1, widthPx, line);
    for (let x = 0; x < widthPx; x++) blurLine(start + x, widthPx, heightPx, line);
  }
}
