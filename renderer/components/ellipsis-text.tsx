import type { ComponentProps } from 'react';

/** Characters at the end that are always shown: the extension and what tells similar names apart. */
const endLength = 12;

/** A file name that CSS cuts in its middle where there is too little room; what else a `span` takes goes to the whole. */
export function EllipsisText({ text, ...whole }: { readonly text: string } & ComponentProps<'span'>) {
  const cut = text.length > endLength * 2 ? text.length - endLength : text.length;
  return (
    <span {...whole} className="ellipsis-text">
      <span className="ellipsis-text-start">{text.slice(0, cut)}</span>
      <span>{text.slice(cut)}</span>
    </span>
  );
}
