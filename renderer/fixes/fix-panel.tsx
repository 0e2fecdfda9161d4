import { Box, Button } from '@mui/material';
import { useState } from 'react';
import { type FixChoice, ownChoice } from '../../native/api/runs.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { AlternativesSection } from './sections/alternatives-section.tsx';
import { ApplySection } from './sections/apply-section.tsx';
import { BrushSection } from './sections/brush-section.tsx';
import { ExpertSection } from '../components/expert-section.tsx';
import { ChoiceControls, ExpertControls } from './choice-controls.tsx';
import { isNeutral } from './fix-choice.ts';
import { FrameSection } from './sections/frame-section.tsx';
import { HoldOutSection } from './sections/hold-out-section.tsx';
import { ObjectSection } from './sections/object-section.tsx';
import { PanelSection } from './sections/panel-section.tsx';
import { PreviewLine } from './preview-line.tsx';
import { useFixPreview } from './use-fix-preview.ts';

/** What can be done about a frame: another object, a touch of the brush, a hold-out region, or another reading of the cut for as many frames as wanted. */
export function FixPanel() {
  const { fix } = useMessages().viewer;
  const [choice, setChoice] = useState<FixChoice>(ownChoice);
  const preview = useFixPreview(choice);
  const reset = () => setChoice(ownChoice);
  return (
    <Box>
      <FrameSection />
      <ObjectSection />
      <BrushSection />
      <HoldOutSection />
      <PanelSection
        title={fix.title}
        action={
          <Button
            size="small"
            onClick={reset}
            disabled={isNeutral(choice)}
            sx={{ minHeight: 28, minWidth: 0, px: 1, mr: -1 }}
          >
            {fix.reset}
          </Button>
        }
      >
        <AlternativesSection choice={choice} onChange={setChoice} />
        <ChoiceControls choice={choice} onChange={setChoice} />
        <PreviewLine state={preview} />
        <ExpertSection>
          <ExpertControls choice={choice} onChange={setChoice} />
        </ExpertSection>
      </PanelSection>
      <ApplySection choice={choice} onApplied={reset} />
    </Box>
  );
}
