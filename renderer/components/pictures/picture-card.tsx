import { Box, ButtonBase, Chip } from '@mui/material';
import type { ReactNode } from 'react';
import type { FramePicture } from '../../../native/api/media-url.ts';
import { FrameThumbnail } from './frame-thumbnail.tsx';
import { MiddleEllipsis } from '../middle-ellipsis.tsx';

interface PictureCardProps {
  /** What a click opens. */
  readonly href: string;
  readonly picture: FramePicture;
  /** Width by height. */
  readonly aspect: number;
  /** A short figure in the picture's corner; null for none. */
  readonly badge: string | null;
  readonly name: string;
  /** The whole path of what is called `name`. */
  readonly path: string;
  /** At the right of the name. */
  readonly aside?: ReactNode;
  /** Between the picture and the name. */
  readonly below?: ReactNode;
  /** Under the name. */
  readonly details?: ReactNode;
}

/** A picture of a run that opens something of it, with its name and what there is to say about it. */
export function PictureCard({
  href,
  picture,
  aspect,
  badge,
  name,
  path,
  aside,
  below,
  details,
}: PictureCardProps) {
  return (
    <ButtonBase
      href={href}
      sx={{
        width: '100%',
        flexDirection: 'column',
        alignItems: 'stretch',
        textAlign: 'left',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        overflow: 'hidden',
        bgcolor: 'background.paper',
        // Cards out of sight are neither laid out nor painted; they are taken to be as high until they are.
        contentVisibility: 'auto',
        containIntrinsicHeight: 'auto 260px',
        '&:hover': { borderColor: 'primary.main' },
      }}
    >
      <Box sx={{ position: 'relative' }}>
        <FrameThumbnail picture={picture} aspect={aspect} />
        {badge !== null && (
          <Chip
            label={badge}
            sx={{
              position: 'absolute',
              top: 8,
              right: 8,
              bgcolor: 'rgb(12 13 16 / 0.78)',
              color: '#f4f5f7',
              fontVariantNumeric: 'tabular-nums',
            }}
          />
        )}
      </Box>
      {below}
      <Box sx={{ px: 1.5, py: 1, minWidth: 0 }}>
        <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 1.5 }}>
          <Box sx={{ flex: 1, minWidth: 0, typography: 'body2', fontWeight: 600 }}>
            <MiddleEllipsis text={name} tooltip={path} />
          </Box>
          <Box sx={{ typography: 'caption', color: 'text.secondary', whiteSpace: 'nowrap' }}>{aside}</Box>
        </Box>
        {details}
      </Box>
    </ButtonBase>
  );
}
