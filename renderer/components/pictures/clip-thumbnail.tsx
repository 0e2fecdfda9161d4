import MovieOutlined from '@mui/icons-material/MovieOutlined';
import { LazyPicture } from './lazy-picture.tsx';

interface ClipThumbnailProps {
  /** The picture's path below the media root. */
  readonly path: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A clip's first look, decorative; an icon where its picture is not to be had: of a damaged file, say. */
export function ClipThumbnail({ path, widthPx, heightPx }: ClipThumbnailProps) {
  return (
    <LazyPicture
      path={path}
      fit="cover"
      missing={<MovieOutlined fontSize="small" />}
      sx={{
        width: widthPx,
        height: heightPx,
        flexShrink: 0,
        borderRadius: 0.5,
        bgcolor: 'action.hover',
      }}
    />
  );
}
