const watched = new WeakMap<Element, () => void>();
let observer: ResizeObserver | null = null;

/** Calls `onSize` once it has a size and whenever the element's size changes, until the function that it returns is called. */
export function watchSize(element: Element, onSize: () => void): () => void {
  // One observer for all of them: making one for each row of a list that is scrolled takes longer than the row.
  observer ??= new ResizeObserver((entries) => {
    for (const { target } of entries) watched.get(target)?.();
  });
  watched.set(element, onSize);
  observer.observe(element);
  return () => {
    watched.delete(element);
    observer!.unobserve(element);
  };
}
