import { cellText, type Cell, type ResultTable } from './result-table.ts';

/** A picture in a report, with what stands below it. */
export interface ReportPicture {
  readonly jpeg: Uint8Array;
  readonly caption: string;
}

/** A part of a report: text, tables, plots and pictures, shown in this order. */
export interface ReportSection {
  readonly title: string;
  readonly text?: readonly string[];
  readonly tables?: readonly ResultTable[];
  /** SVG documents. */
  readonly plots?: readonly string[];
  readonly pictures?: readonly ReportPicture[];
}

/** A report as one page that needs nothing else. */
export interface HtmlReport {
  readonly title: string;
  readonly subtitle: string;
  readonly sections: readonly ReportSection[];
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text as HTML shows it. */
export const htmlText = (text: string): string => text.replace(/[&<>"]/g, (special) => escapes[special]!);

const style = `
:root { color-scheme: light; }
body { font: 15px/1.5 Inter, "Helvetica Neue", Arial, sans-serif; color: #1c2733; max-width: 60rem; margin: 2rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.2rem; margin: 2.4rem 0 .6rem; padding-top: .8rem; border-top: 1px solid #d9e0e6; }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
.subtitle, .note, figcaption { color: #52606d; }
.note { font-size: .87rem; margin: .3rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; margin: .4rem 0; }
.wide { overflow-x: auto; }
th, td { padding: .25rem .7rem; text-align: right; border-bottom: 1px solid #e4e9ee; }
th:first-child, td:first-child, .words { text-align: left; }
thead th { border-bottom: 2px solid #9aa5b1; font-weight: 600; }
tbody tr:last-child td { border-bottom: 2px solid #9aa5b1; }
.plot { margin: 1rem 0; overflow-x: auto; }
.plot svg { max-width: 100%; height: auto; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1rem; }
figure { margin: 0; break-inside: avoid; }
figure img { width: 100%; display: block; border-radius: 4px; }
figcaption { font-size: .84rem; margin-top: .3rem; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } h2 { break-after: avoid; } table, .plot { break-inside: avoid; } .wide, .plot { overflow: visible; } }
`;

/** Whether a cell is text that is no figure: such columns stand to the left. */
const isWords = (cell: Cell): boolean => typeof cell === 'string' && !/^[-–\d]/.test(cell);

function tableHtml({ title, head, rows, notes }: ResultTable): string {
  const words = head.map((_, i) => rows.length > 0 && rows.every((cells) => isWords(cells[i] ?? null)));
  const row = (tag: 'th' | 'td', cells: readonly Cell[]) =>
    `<tr>${cells
      .map(
        (cell, i) =>
          `<${tag}${words[i] === true ? ' class="words"' : ''}>${htmlText(cellText(cell))}</${tag}>`,
      )
      .join('')}</tr>`;
  return [
    `<h3>${htmlText(title)}</h3>`,
    `<div class="wide"><table><thead>${row('th', head)}</thead><tbody>`,
    ...rows.map((cells) => row('td', cells)),
    '</tbody></table></div>',
    ...notes.map((note) => `<p class="note">${htmlText(note)}</p>`),
  ].join('\n');
}

/** A plot within the page: its own XML header is left out. */
const plotHtml = (svg: string): string => `<div class="plot">${svg.replace(/^<\?xml[^>]*\?>/, '')}</div>`;

const pictureHtml = ({ jpeg, caption }: ReportPicture): string =>
  `<figure><img alt="${htmlText(caption)}" src="data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}">` +
  `<figcaption>${htmlText(caption)}</figcaption></figure>`;

function sectionHtml({ title, text = [], tables = [], plots = [], pictures = [] }: ReportSection): string {
  return [
    `<h2>${htmlText(title)}</h2>`,
    ...text.map((paragraph) => `<p>${htmlText(paragraph)}</p>`),
    ...tables.map(tableHtml),
    ...plots.map(plotHtml),
    ...(pictures.length === 0 ? [] : ['<div class="pictures">', ...pictures.map(pictureHtml), '</div>']),
  ].join('\n');
}

/** The report as one HTML document: pictures and plots within it, no script, nothing to fetch; it prints. */
export function htmlReport({ title, subtitle, sections }: HtmlReport): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${htmlText(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${htmlText(title)}</h1>
<p class="subtitle">${htmlText(subtitle)}</p>
${sections.map(sectionHtml).join('\n')}
</body>
</html>
`;
}
