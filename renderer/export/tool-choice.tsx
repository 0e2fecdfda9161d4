import { Box, Chip, Typography } from '@mui/material';
import { useId } from 'react';
import type { Result } from '../../native/api/contract.ts';
import { useMessages } from '../i18n/i18n.tsx';

type Tool = Result<'export.formats'>['tools'][number];

interface ToolChoiceProps {
  readonly tools: readonly Tool[];
  /** Null: formats are chosen one by one. */
  readonly chosen: string | null;
  readonly onChoose: (tool: Tool | null) => void;
}

/** The editing tools, any of which brings its format, name and timeline. */
export function ToolChoice({ tools, chosen, onChoose }: ToolChoiceProps) {
  const { exporting } = useMessages();
  const id = useId();
  const chip = (key: string, label: string, isChosen: boolean, choose: () => void) => (
    <Chip
      key={key}
      label={label}
      role="radio"
      aria-checked={isChosen}
      color={isChosen ? 'primary' : 'default'}
      variant={isChosen ? 'filled' : 'outlined'}
      onClick={choose}
    />
  );
  return (
    <Box>
      <Typography id={id} variant="body2" sx={{ mb: 0.75 }}>
        {exporting.forTool}
      </Typography>
      <Box role="radiogroup" aria-labelledby={id} sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75 }}>
        {tools.map((tool) => chip(tool.id, tool.title, tool.id === chosen, () => onChoose(tool)))}
        {chip('custom', exporting.custom, chosen === null, () => onChoose(null))}
      </Box>
    </Box>
  );
}
