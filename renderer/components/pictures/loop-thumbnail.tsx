import BrokenImageOutlined from '@mui/icons-material/BrokenImageOutlined';
import type { LoopPicture } from '../../../native/api/media-url.ts';
import { useReducedMotion } from '../../theme/reduced-motion.ts';
import { LazyPicture } from './lazy-picture.tsx';

interface LoopThumbnailProps {
  /** The path for a looping picture, or for a still one where movement is not wanted. */
  readonly pathOf: (loop: Pick<LoopPicture, 'maxSidePx' | 'still'>) => string;
  /** Width by height. */
  readonly aspect: number;
  readonly label: string;
}

/** One size everywhere, so that a browser can reuse the pictures. */
const sidePx = 320;

/** A small looping picture, fetched when it comes into sight, after a still one that shows until then; it stands still for who wants less motion. */
export function LoopThumbnail({ pathOf, aspect, label }: LoopThumbnailProps) {
  const still = useReducedMotion();
  return (
    <LazyPicture
      path={pathOf({ maxSidePx: sidePx, still })}
      sooner={still ? null : pathOf({ maxSidePx: sidePx, still: true })}
      label={label}
      missing={<BrokenImageOutlined fontSize="small" titleAccess={label} />}
      sx={{ width: '100%', aspectRatio: aspect, bgcolor: 'action.selected' }}
    />
  );
}
