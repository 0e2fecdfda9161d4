import BrokenImageOutlined from '@mui/icons-material/BrokenImageOutlined';
import { framePicturePath, type FramePicture } from '../../../native/api/media-url.ts';
import { LazyPicture } from './lazy-picture.tsx';

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
  return (
    <LazyPicture
      path={framePicturePath({ ...picture, maxSidePx: sidePx })}
      label={label}
      missing={<BrokenImageOutlined fontSize="small" titleAccess={label} />}
      sx={{
        width: widthPx ?? '100%',
        aspectRatio: aspect,
        flexShrink: 0,
        borderRadius: 0.75,
        bgcolor: 'action.hover',
      }}
    />
  );
}
