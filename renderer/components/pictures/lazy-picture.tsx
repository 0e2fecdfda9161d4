import { Box } from '@mui/material';
import { type ReactNode, useRef, useState } from 'react';
import { useInSight, usePicture } from './use-picture.ts';

interface LazyPictureProps {
  /** The picture's path below the media root. */
  readonly path: string;
  /** What it shows; empty where a text beside it says so. */
  readonly label?: string;
  readonly fit?: 'contain' | 'cover';
  /** The sign that stands for a picture which cannot be had. */
  readonly missing: ReactNode;
  /** Of the box around it: its size and its looks. */
  readonly sx: Readonly<Record<string, string | number>>;
  /** The path of a picture that is there sooner: it is asked for first, and shown until the other one has come. */
  readonly sooner?: string | null;
}

/** One over the other in the same cell. */
const filling = { gridArea: '1 / 1', width: '100%', height: '100%', minHeight: 0, display: 'block' } as const;

/** A picture in a box, fetched when it comes into sight. */
export function LazyPicture({
  path,
  label = '',
  fit = 'contain',
  missing,
  sx,
  sooner = null,
}: LazyPictureProps) {
  const box = useRef<HTMLDivElement>(null);
  const [isFirstThere, setIsFirstThere] = useState(sooner === null);
  const [shown, setShown] = useState<string | null>(null);
  const inSight = useInSight(box);
  const first = usePicture(sooner ?? path, inSight && sooner !== null);
  const picture = usePicture(path, inSight && (isFirstThere || first.missing));
  const isThere = shown !== null && shown === picture.src;
  return (
    <Box
      ref={box}
      sx={{ display: 'grid', placeItems: 'center', overflow: 'hidden', color: 'text.disabled', ...sx }}
    >
      {sooner !== null && first.src !== null && !first.missing && !isThere && (
        <img
          src={first.src}
          alt={label}
          loading="lazy"
          draggable={false}
          onLoad={() => setIsFirstThere(true)}
          onError={first.onError}
          style={{ ...filling, objectFit: fit }}
        />
      )}
      {picture.missing && missing}
      {!picture.missing && picture.src !== null && (
        <img
          src={picture.src}
          alt={isThere || sooner === null ? label : ''}
          loading="lazy"
          decoding="async"
          draggable={false}
          onLoad={() => setShown(picture.src)}
          onError={picture.onError}
          style={{ ...filling, objectFit: fit }}
        />
      )}
    </Box>
  );
}
