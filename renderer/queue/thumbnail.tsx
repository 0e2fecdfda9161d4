import MovieOutlined from '@mui/icons-material/MovieOutlined';
import { Box } from '@mui/material';
import { useState } from 'react';
import { thumbnailPath } from '../../native/api/media-url.ts';
import { useApp } from '../state/app-context.ts';

const box = { width: 72, height: 42, borderRadius: 0.75, flexShrink: 0, bgcolor: 'action.hover' } as const;

/** A clip's first look; an icon where its picture is not (yet) to be had. */
export function Thumbnail({ jobId }: { readonly jobId: number }) {
  const { mediaUrl } = useApp();
  const [failed, setFailed] = useState(false);
  if (failed) {
    return (
      <Box sx={{ ...box, display: 'grid', placeContent: 'center', color: 'text.disabled' }}>
        <MovieOutlined fontSize="small" />
      </Box>
    );
  }
  return (
    <Box
      component="img"
      src={mediaUrl(thumbnailPath(jobId))}
      alt=""
      loading="lazy"
      draggable={false}
      onError={() => setFailed(true)}
      sx={{ ...box, objectFit: 'cover' }}
    />
  );
}
