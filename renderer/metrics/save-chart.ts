/** A line of a chart's legend. */
export interface ChartLegend {
  readonly label: string;
  readonly color: string;
}

const drawnProperties = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-opacity',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
  'visibility',
  'display',
] as const;

const pixelRatio = 2;
const headerPx = 56;

/** A copy of an SVG that looks the same without the page's style sheets. */
function standaloneCopy(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((element, index) => {
    const style = getComputedStyle(originals[index]!);
    for (const property of drawnProperties) element.setAttribute(property, style.getPropertyValue(property));
    element.removeAttribute('class');
    element.removeAttribute('style');
  });
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  return copy;
}

async function imageOf(svg: SVGSVGElement): Promise<HTMLImageElement> {
  const text = new XMLSerializer().serializeToString(standaloneCopy(svg));
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

interface ChartTexts {
  readonly title: string;
  readonly legend: readonly ChartLegend[];
}

function drawHeader(context: CanvasRenderingContext2D, { title, legend }: ChartTexts, color: string): void {
  context.fillStyle = color;
  context.font = '600 15px "Inter Variable", system-ui, sans-serif';
  context.fillText(title, 16, 24);
  context.font = '12px "Inter Variable", system-ui, sans-serif';
  let x = 16;
  for (const { label, color: lineColor } of legend) {
    context.fillStyle = lineColor;
    context.fillRect(x, 40, 12, 3);
    context.fillStyle = color;
    context.fillText(label, x + 18, 46);
    x += 18 + context.measureText(label).width + 16;
  }
}

/** The chart in `container` as a PNG, with its title and its legend, as the present theme shows it. */
async function chartPicture(container: HTMLElement, texts: ChartTexts): Promise<Blob> {
  const svg = [...container.querySelectorAll('svg')].find((each) => each.getBoundingClientRect().width > 100);
  if (svg === undefined) throw new Error('The chart is not drawn yet.');
  const { width, height } = svg.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  canvas.width = width * pixelRatio;
  canvas.height = (height + headerPx) * pixelRatio;
  const context = canvas.getContext('2d')!;
  context.scale(pixelRatio, pixelRatio);
  const style = getComputedStyle(document.documentElement);
  context.fillStyle = style.getPropertyValue('--mui-palette-background-paper');
  context.fillRect(0, 0, width, height + headerPx);
  drawHeader(context, texts, style.getPropertyValue('--mui-palette-text-primary'));
  context.drawImage(await imageOf(svg), 0, headerPx, width, height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('The chart is too large for a picture.'));
      else resolve(blob);
    }, 'image/png');
  });
}

/** Saves a chart as a PNG by the browser's own download. */
export async function saveChart(container: HTMLElement, texts: ChartTexts): Promise<void> {
  const url = URL.createObjectURL(await chartPicture(container, texts));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${texts.title.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}.png`;
  link.click();
  // The download has begun by then; revoked at once, some browsers find nothing.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
