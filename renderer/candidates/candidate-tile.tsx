import AddOutlined from '@mui/icons-material/AddOutlined';
import RemoveOutlined from '@mui/icons-material/RemoveOutlined';
import { Box, ButtonBase, Chip } from '@mui/material';
import type { Candidate } from '../../native/api/candidates.ts';
import { candidatePath } from '../../native/api/media-url.ts';
import type { RunSummary } from '../../native/api/runs.ts';
import { IconAction } from '../components/icon-action.tsx';
import { LoopThumbnail } from '../components/pictures/loop-thumbnail.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';

interface CandidateTileProps {
  readonly run: RunSummary;
  /** A frame of the shot. */
  readonly frame: number;
  readonly candidate: Candidate;
  /** Whether it is joined, taken away, or neither. */
  readonly part: 'add' | 'remove' | null;
  readonly disabled: boolean;
  readonly onChoose: () => void;
  readonly onPart: (part: 'add' | 'remove') => void;
}

const borders = { add: 'success.main', remove: 'error.main' } as const;

/** A candidate as it moves: a click on it chooses it alone, the buttons below join it or take it away. */
export function CandidateTile(props: CandidateTileProps) {
  const { run, frame, candidate, part, disabled, onChoose, onPart } = props;
  const { candidates } = useMessages();
  const { number } = useFormats();
  const name = candidate.automatic ? candidates.automatic : candidates.name(candidate.id + 1);
  return (
    <Box
      component="li"
      sx={{
        border: 2,
        borderColor: part === null ? 'divider' : borders[part],
        borderRadius: 1,
        overflow: 'hidden',
      }}
    >
      <ButtonBase
        disabled={disabled}
        aria-label={candidates.choose(name)}
        onClick={onChoose}
        sx={{
          display: 'block',
          width: '100%',
          position: 'relative',
          '&:hover': { filter: 'brightness(1.15)' },
        }}
      >
        <LoopThumbnail
          pathOf={(loop) =>
            candidatePath({ runId: run.id, revision: run.revision, ...loop }, frame, candidate.id)
          }
          aspect={run.widthPx / run.heightPx}
          label=""
        />
        {candidate.automatic && (
          <Chip
            size="small"
            label={candidates.automatic}
            sx={{ position: 'absolute', top: 6, left: 6, bgcolor: 'rgb(12 13 16 / 0.78)', color: '#f4f5f7' }}
          />
        )}
      </ButtonBase>
      <Box sx={{ display: 'flex', alignItems: 'center', px: 1, py: 0.25 }}>
        <Box sx={{ flex: 1, typography: 'caption', color: 'text.secondary' }}>
          {candidates.area(number(100 * candidate.area, 1))}
        </Box>
        <IconAction
          size="small"
          label={candidates.remove(name)}
          disabled={disabled}
          aria-pressed={part === 'remove'}
          color={part === 'remove' ? 'error' : 'default'}
          onClick={() => onPart('remove')}
        >
          <RemoveOutlined fontSize="small" />
        </IconAction>
        <IconAction
          size="small"
          label={candidates.add(name)}
          disabled={disabled}
          aria-pressed={part === 'add'}
          color={part === 'add' ? 'success' : 'default'}
          onClick={() => onPart('add')}
        >
          <AddOutlined fontSize="small" />
        </IconAction>
      </Box>
    </Box>
  );
}
