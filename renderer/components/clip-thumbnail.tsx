import MovieOutlined from '@mui/icons-material/MovieOutlined';
import { Box } from '@mui/material';
import { useState } from 'react';
import { useApp } from '../state/app-context.ts';

interface ClipThumbnailProps {
  /** The picture's path below the media root. */
  readonly path: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A clip's first look, decorative; an icon where its picture is not to be had: of a damaged file, say. */
export function ClipThumbnail({ path, widthPx, heightPx }: ClipThumbnailProps) {
  const { mediaUrl } = useApp();
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <Box
      sx={{
        width: widthPx,
        height: heightPx,
        flexShrink: 0,
        display: 'grid',
        placeItems: 'center',
        overflow: 'hidden',
        borderRadius: 0.5,
        bgcolor: 'action.hover',
        color: 'text.disabled',
      }}
    >
      {failed === path ? (
        <MovieOutlined fontSize="small" />
      ) : (
        <img
          src={mediaUrl(path)}
          alt=""
          loading="lazy"
          draggable={false}
          onError={() => setFailed(path)}
          style={{ width: '100%', height: '100%', objectFit: 'cover', display: 'block' }}
        />
      )}
    </Box>
  );
}
