import type { MouseEvent } from 'react';

/**
 * Lets a button be pressed by the mouse without taking the focus: the keys go on to play and step, and Space does not
 * press the button again. By Tab it takes the focus as ever.
 */
export function keepFocus(event: MouseEvent): void {
  if (event.target instanceof Element && event.target.closest('button') !== null) event.preventDefault();
}
