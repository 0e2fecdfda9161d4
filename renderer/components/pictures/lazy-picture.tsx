import { Box } from '@mui/material';
import { type ReactNode, useRef } from 'react';
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
}

/** A picture in a box, fetched when it comes into sight. */
export function LazyPicture({ path, label = '', fit = 'contain', missing, sx }: LazyPictureProps) {
  const box = useRef<HTMLDivElement>(null);
  const picture = usePicture(path, useInSight(box));
  return (
    <Box
      ref={box}
      sx={{ display: 'grid', placeItems: 'center', overflow: 'hidden', color: 'text.disabled', ...sx }}
    >
      {picture.missing && missing}
      {!picture.missing && picture.src !== null && (
        <img
          src={picture.src}
          alt={label}
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={picture.onError}
          style={{ width: '100%', height: '100%', objectFit: fit, display: 'block' }}
        />
      )}
    </Box>
  );
}
