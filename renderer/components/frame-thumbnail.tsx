import BrokenImageOutlined from '@mui/icons-material/BrokenImageOutlined';
import { Box } from '@mui/material';
import { useState } from 'react';
import { framePicturePath, type FramePicture } from '../../native/api/media-url.ts';
import { useApp } from '../state/app-context.ts';

interface FrameThumbnailProps {
  readonly picture: FramePicture;
  /** Of the box on the screen; without it as wide as there is room. */
  readonly widthPx?: number;
  /** Width by height. */
  readonly aspect: number;
  /** What it shows; empty where a text beside it says so. */
  readonly label?: string;
}

/** Thumbnails come in this size, so that a browser can reuse them everywhere. */
const sidePx = 320;

/** A small picture of a frame, fetched when it comes into sight; a quiet sign stands for one that cannot be had. */
export function FrameThumbnail({ picture, widthPx, aspect, label = '' }: FrameThumbnailProps) {
  const { mediaUrl } = useApp();
  const src = mediaUrl(framePicturePath({ ...picture, maxSidePx: sidePx }));
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <Box
      sx={{
        width: widthPx ?? '100%',
        aspectRatio: aspect,
        flexShrink: 0,
        display: 'grid',
        placeItems: 'center',
        overflow: 'hidden',
        borderRadius: 0.75,
        bgcolor: 'action.hover',
        color: 'text.disabled',
      }}
    >
      {failed === src ? (
        <BrokenImageOutlined fontSize="small" titleAccess={label} />
      ) : (
        <img
          src={src}
          alt={label}
          loading="lazy"
          decoding="async"
          onError={() => setFailed(src)}
          style={{ width: '100%', height: '100%', objectFit: 'contain', display: 'block' }}
        />
      )}
    </Box>
  );
}
