import type { StepLosses } from './trainer.ts';

const width = 720;
const height = 360;
const margin = { left: 56, right: 16, top: 40, bottom: 40 };
/** Okabe and Ito's sky blue and orange: colour-blind people tell them apart too. */
const branches = [
  { key: 'lossOwn', label: 'own pseudo mask', colour: '#56b4e9' },
  { key: 'lossWarped', label: 'warped to a neighbour', colour: '#e69f00' },
] as const;
/** Points of a curve: each the mean over as many steps as that takes. */
const pointsAtMost = 120;

interface Point {
  readonly step: number;
  readonly loss: number;
}

/** Means over equal numbers of steps. */
function smoothed(points: readonly Point[]): Point[] {
  const size = Math.max(1, Math.ceil(points.length / pointsAtMost));
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const part = points.slice(i * size, (i + 1) * size);
    const mean = (pick: (point: Point) => number) =>
      part.reduce((sum, point) => sum + pick(point), 0) / part.length;
    return { step: mean(({ step }) => step), loss: mean(({ loss }) => loss) };
  });
}

const escapeXml = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** A learning curve as an SVG picture: the losses of both branches of the schedule by step. */
export function learningCurveSvg(losses: readonly StepLosses[], title: string): string {
  const lastStep = Math.max(1, losses.at(-1)?.step ?? 1);
  const curves = branches.map((branch) => ({
    ...branch,
    points: smoothed(
      losses.flatMap((step) => {
        const loss = step[branch.key];
        return loss === null ? [] : [{ step: step.step, loss }];
      }),
    ),
  }));
  const top = Math.max(1e-6, ...curves.flatMap(({ points }) => points.map(({ loss }) => loss)));
  const x = (step: number) => margin.left + (step / lastStep) * (width - margin.left - margin.right);
  const y = (loss: number) => height - margin.bottom - (loss / top) * (height - margin.top - margin.bottom);
  const text = (at: number, down: number, words: string, more = '') =>
    `<text x="${at}" y="${down}" ${more}>${escapeXml(words)}</text>`;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const line = `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y(share * top)}" y2="${y(share * top)}"/>`;
    return line + text(margin.left - 8, y(share * top) + 4, (share * top).toFixed(2), 'text-anchor="end"');
  });
  const lines = curves.map(({ colour, points }) => {
    const path = points.map(({ step, loss }) => `${x(step).toFixed(1)},${y(loss).toFixed(1)}`).join(' ');
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`;
  });
  const legend = curves.map(({ label, colour }, i) =>
    text(width - margin.right - 340 + 150 * i, 24, `● ${label}`, `fill="${colour}"`),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"
  font-family="Inter, Roboto, 'Noto Sans', Arial, sans-serif" font-size="12" fill="#444" stroke-width="0">
<rect width="${width}" height="${height}" fill="#fff"/>
<g stroke="#ddd" stroke-width="1">${ticks.join('').replaceAll('<text', '<text stroke="none"')}</g>
${text(margin.left, 24, `${title}: loss by step`, 'font-weight="600"')}
${legend.join('')}
${text(width - margin.right, height - 14, `step ${lastStep}`, 'text-anchor="end"')}
${lines.join('\n')}
</svg>
`;
}
