import { useEffect, type RefObject } from 'react';
import { currentZoom, panStage, paneUnder, pictureUnder, toggleActualSize, zoomStage } from './stage-zoom.ts';
import type { Point } from './view-geometry.ts';
import type { ViewerSession } from '../viewer-session.ts';

/** A turn of a mouse wheel by one notch is about 100. */
const wheelZoom = (deltaY: number) => Math.exp(-deltaY / 400);

/** Wheel zooms about the pointer, dragging moves the picture, a double click changes between fitted and one to one; the brush touches, and regions are drawn. */
export function useStagePointer(stage: RefObject<HTMLElement | null>, session: ViewerSession): void {
  useEffect(() => {
    const element = stage.current;
    if (element === null) return undefined;
    const ending = new AbortController();
    const { signal } = ending;
    const onStage = (event: MouseEvent) => {
      const { left, top } = element.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    };
    const at = (event: MouseEvent) => paneUnder(session, onStage(event));
    let dragging = false;
    let corner: Point | null = null;
    element.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        zoomStage(session, currentZoom(session) * wheelZoom(event.deltaY), at(event));
      },
      { signal, passive: false },
    );
    element.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button > 1) return;
        if (event.button === 0 && session.brush.get().tool !== null) {
          session.placeDab(pictureUnder(session, onStage(event)));
          return;
        }
        if (event.button === 0 && session.region.get().isOn) {
          corner = pictureUnder(session, onStage(event));
          session.drawRegion(corner, corner);
        } else dragging = true;
        element.setPointerCapture(event.pointerId);
      },
      { signal },
    );
    element.addEventListener(
      'pointermove',
      (event) => {
        if (corner !== null) session.drawRegion(corner, pictureUnder(session, onStage(event)));
        if (dragging) panStage(session, { x: event.movementX, y: event.movementY });
      },
      { signal },
    );
    const release = () => {
      dragging = false;
      corner = null;
    };
    element.addEventListener('pointerup', release, { signal });
    element.addEventListener('pointercancel', release, { signal });
    element.addEventListener(
      'dblclick',
      (event) => {
        if (session.brush.get().tool === null && !session.region.get().isOn)
          toggleActualSize(session, at(event));
      },
      { signal },
    );
    return () => ending.abort();
  }, [stage, session]);
}
