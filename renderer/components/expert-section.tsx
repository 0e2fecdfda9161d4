import ExpandMore from '@mui/icons-material/ExpandMore';
import { Box, Button, Collapse } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { useMessages } from '../i18n/i18n.tsx';

interface ExpertSectionProps {
  readonly openFirst?: boolean;
  readonly children: ReactNode;
}

/** The numbers behind plain choices, for people who know what they do; behind a button. */
export function ExpertSection({ openFirst = false, children }: ExpertSectionProps) {
  const { config } = useMessages();
  const [open, setOpen] = useState(openFirst);
  return (
    <Box>
      <Button
        color="secondary"
        sx={{ ml: -1.5 }}
        aria-expanded={open}
        endIcon={<ExpandMore sx={{ transform: open ? 'rotate(180deg)' : 'none' }} />}
        onClick={() => setOpen(!open)}
      >
        {config.expert}
      </Button>
      <Collapse in={open} unmountOnExit>
        {children}
      </Collapse>
    </Box>
  );
}
