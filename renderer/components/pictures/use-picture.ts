import { useEffect, useState, type RefObject } from 'react';
import { useApp } from '../../state/app-context.ts';

/** What an `<img>` shows. */
export interface ShownPicture {
  /** Null: not there yet. */
  readonly src: string | null;
  /** The picture cannot be had. */
  readonly missing: boolean;
  readonly onError: () => void;
}

interface LoadedPicture {
  readonly path: string;
  /** Null: it cannot be had. */
  readonly src: string | null;
}

/**
 * The picture at a path of native/api/media-url.ts: by its address where it has one, else over the port to the engine. There
 * it is asked for while it is wanted, and cancelled when that ends before it came.
 */
export function usePicture(path: string, wanted: boolean): ShownPicture {
  const { mediaUrl, loadPicture } = useApp();
  const [loaded, setLoaded] = useState<LoadedPicture | null>(null);
  const isSettled = loaded?.path === path;
  const asks = mediaUrl === null && wanted && !isSettled;
  useEffect(() => {
    if (!asks) return undefined;
    const controller = new AbortController();
    const settle = (src: string | null) => setLoaded({ path, src });
    void loadPicture(path, controller.signal).then(
      (picture) => {
        if (!controller.signal.aborted) settle(URL.createObjectURL(picture));
      },
      () => {
        if (!controller.signal.aborted) settle(null);
      },
    );
    return () => controller.abort();
  }, [asks, path, loadPicture]);

  const blob = loaded?.src ?? null;
  useEffect(() => {
    if (blob === null || !blob.startsWith('blob:')) return undefined;
    return () => URL.revokeObjectURL(blob);
  }, [blob]);

  return {
    // One of another path stays until this one's is there, as with any address that changes.
    src: mediaUrl === null ? blob : wanted ? mediaUrl(path) : null,
    missing: isSettled && blob === null,
    onError: () => setLoaded({ path, src: null }),
  };
}

/** Far enough that a picture is there when it is scrolled into sight. */
const margin = '600px';

/** Whether an element is in sight or nearly; always where pictures have addresses, for browsers look themselves. */
export function useInSight(element: RefObject<Element | null>): boolean {
  const { mediaUrl } = useApp();
  const [inSight, setInSight] = useState(false);
  const looks = mediaUrl === null;
  useEffect(() => {
    const { current } = element;
    if (!looks || current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => setInSight(entries.at(-1)?.isIntersecting === true),
      { rootMargin: margin, scrollMargin: margin },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, [element, looks]);
  return inSight || !looks;
}
