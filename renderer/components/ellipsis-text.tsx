import { useLayoutEffect, useRef, type ComponentProps } from 'react';
import { closeGap } from './close-gap.ts';
import { watchSize } from './watch-size.ts';

/** Characters at the end that are always shown: the extension and what tells similar names apart. */
const endLength = 12;

/** A file name that is cut in its middle where there is too little room; what else a `span` takes goes to the whole. */
export function EllipsisText({ text, ...whole }: { readonly text: string } & ComponentProps<'span'>) {
  const cut = text.length > endLength * 2 ? text.length - endLength : text.length;
  const start = useRef<HTMLElement>(null);
  const end = useRef<HTMLElement>(null);
  useLayoutEffect(() => watchSize(start.current!, () => closeGap(start.current!, end.current!)), [text]);
  return (
    <span {...whole} className="ellipsis-text">
      <span ref={start} className="ellipsis-text-start">
        {text.slice(0, cut)}
      </span>
      <span ref={end}>{text.slice(cut)}</span>
    </span>
  );
}
