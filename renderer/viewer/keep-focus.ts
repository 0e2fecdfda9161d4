import type { MouseEvent } from 'react';

/**
 * Lets a button be pressed by the mouse without taking the focus: the keys go on to play and step, and Space does not
 * press the button again. By Tab it takes the focus as ever.
 */
export function keepFocus(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest('button') !== null) event.preventDefault();
}

/** What would take the arrow keys for itself. */
const arrowTakers = '[role=slider], [role=tab], input[type=range], input[type=radio]';

/** After a touch of the mouse gives up the focus of what takes arrow keys: they go on to step frames. By Tab it keeps it. */
export function releaseArrows(): void {
  const active = document.activeElement;
  if (active instanceof HTMLElement && active.matches(arrowTakers)) active.blur();
}
