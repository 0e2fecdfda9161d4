let context: CanvasRenderingContext2D | null = null;

function ellipsisWidth(element: HTMLElement): number {
  context ??= document.createElement('canvas').getContext('2d')!;
  // `style.font` is empty where something is set that the shorthand cannot say, tabular figures for one.
  const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(element);
  context.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  return context.measureText('…').width;
}

/** How wide the longest beginning of `text` is that fits into `room` pixels. */
function fittingWidth(text: Text, room: number): number {
  const range = document.createRange();
  range.setStart(text, 0);
  const widthOf = (length: number) => {
    range.setEnd(text, length);
    return range.getBoundingClientRect().width;
  };
  let [fits, tooLong] = [0, text.length];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (widthOf(middle) <= room) fits = middle;
    else tooLong = middle;
  }
  return widthOf(fits);
}

/**
 * Draws `end` up to the ellipsis that cuts `start`. Browsers put an ellipsis after a whole character, which leaves up to
 * a character's width empty behind it. Only drawn elsewhere, `end` keeps its place, so nothing is laid out again.
 */
export function closeGap(start: HTMLElement, end: HTMLElement): void {
  const text = start.firstChild;
  let gap = 0;
  if (text instanceof Text && start.scrollWidth > start.clientWidth) {
    const room = start.getBoundingClientRect().width - ellipsisWidth(start);
    gap = Math.max(0, room - fittingWidth(text, room));
  }
  end.style.transform = gap === 0 ? '' : `translateX(${-gap}px)`;
}
