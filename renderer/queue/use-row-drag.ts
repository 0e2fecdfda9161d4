import {
  useCallback,
  useEffect,
  useState,
  type PointerEvent as ReactPointerEvent,
  type RefObject,
} from 'react';
import { rowHeightPx } from './row-styles.tsx';

/** A row that is dragged and the place between rows where it would go, counted with the row still in its old place. */
export interface RowDrag {
  readonly id: number;
  readonly gap: number;
}

const edgePx = 40;
const scrollStepPx = 12;

/** The index that a row gets when it leaves `from` for the gap before row `gap`. */
export const indexAfterMove = (from: number, gap: number): number => (gap > from ? gap - 1 : gap);

/** Lets rows be dragged by a handle; the list scrolls at its edges. `onDrop` gets the row and the gap. */
export function useRowDrag(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  onDrop: (drag: RowDrag) => void,
): { readonly drag: RowDrag | null; readonly start: (id: number, event: ReactPointerEvent) => void } {
  const [drag, setDrag] = useState<RowDrag | null>(null);
  const start = useCallback((id: number, event: ReactPointerEvent) => {
    if (event.button !== 0) return;
    event.preventDefault();
    setDrag({ id, gap: -1 });
  }, []);

  useEffect(() => {
    const element = scroller.current;
    if (drag === null || element === null) return undefined;
    const move = ({ clientY }: PointerEvent) => {
      const { top, bottom } = element.getBoundingClientRect();
      if (clientY < top + edgePx) element.scrollBy(0, -scrollStepPx);
      if (clientY > bottom - edgePx) element.scrollBy(0, scrollStepPx);
      const gap = Math.round((clientY - top + element.scrollTop) / rowHeightPx);
      setDrag({ id: drag.id, gap: Math.min(count, Math.max(0, gap)) });
    };
    const drop = () => {
      setDrag(null);
      if (drag.gap >= 0) onDrop(drag);
    };
    const giveUp = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setDrag(null);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', drop);
    window.addEventListener('keydown', giveUp);
    return () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', drop);
      window.removeEventListener('keydown', giveUp);
    };
  }, [drag, scroller, count, onDrop]);
  return { drag, start };
}
