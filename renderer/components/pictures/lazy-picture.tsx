import { Box } from '@mui/material';
import { type ReactNode, useState } from 'react';

interface LazyPictureProps {
  readonly src: string;
  /** What it shows; empty where a text beside it says so. */
  readonly label?: string;
  readonly fit?: 'contain' | 'cover';
  /** The sign that stands for a picture which cannot be had. */
  readonly missing: ReactNode;
  /** Of the box around it: its size and its looks. */
  readonly sx: Readonly<Record<string, string | number>>;
}

/** A picture in a box, fetched when it comes into sight. */
export function LazyPicture({ src, label = '', fit = 'contain', missing, sx }: LazyPictureProps) {
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <Box sx={{ display: 'grid', placeItems: 'center', overflow: 'hidden', color: 'text.disabled', ...sx }}>
      {failed === src ? (
        missing
      ) : (
        <img
          src={src}
          alt={label}
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setFailed(src)}
          style={{ width: '100%', height: '100%', objectFit: fit, display: 'block' }}
        />
      )}
    </Box>
  );
}
