import MovieOutlined from '@mui/icons-material/MovieOutlined';
import { useEffect, useState } from 'react';
import { thumbnailPath } from '../../native/api/media-url.ts';
import { usePicture } from '../components/pictures/use-picture.ts';
import type { StateStore } from '../state/state-store.ts';
import { rowParts } from './row-styles.tsx';

interface ThumbnailProps {
  readonly jobId: number;
  /** Whether the list stands still. */
  readonly rest: StateStore<boolean>;
}

/** True from the first moment on at which the list stands still. */
function useDue(rest: StateStore<boolean>): boolean {
  const [due, setDue] = useState(rest.get);
  useEffect(() => {
    if (due) return undefined;
    const look = () => setDue((was) => was || rest.get());
    look();
    return rest.subscribe(look);
  }, [due, rest]);
  return due;
}

/**
 * A clip's first look; an icon where its picture is not (yet) to be had. Clips that only pass by while the list is scrolled
 * are not fetched: the engine may have to read a video for each.
 */
export function Thumbnail({ jobId, rest }: ThumbnailProps) {
  const { src, missing, onError } = usePicture(thumbnailPath(jobId), useDue(rest));
  if (missing || src === null)
    return <div className={rowParts.thumbnail}>{missing && <MovieOutlined fontSize="small" />}</div>;
  return (
    <img className={rowParts.thumbnail} src={src} alt="" loading="lazy" draggable={false} onError={onError} />
  );
}
