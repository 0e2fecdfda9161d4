import {
  Box,
  FormControlLabel,
  MenuItem,
  Select,
  Switch,
  ToggleButton,
  ToggleButtonGroup,
} from '@mui/material';
import type { FixChoice } from '../../native/api/runs.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useViewer } from '../viewer/viewer-context.ts';
import { RunSlider } from './run-slider.tsx';

interface ChoiceControlsProps {
  readonly choice: FixChoice;
  readonly onChange: (choice: FixChoice) => void;
}

const eigenvectors = [2, 3, 4, 5] as const;
/** Ranks of components that the list offers. */
const componentRanks = [0, 1, 2, 3, 4] as const;

function EigenvectorButtons({ choice, onChange }: ChoiceControlsProps) {
  const { fix } = useMessages().viewer;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }}>
      <Box component="span" id="fix-eigenvector" sx={{ typography: 'body2' }}>
        {fix.eigenvector}
      </Box>
      <ToggleButtonGroup
        exclusive
        size="small"
        aria-labelledby="fix-eigenvector"
        value={choice.eigenvector}
        onChange={(_, eigenvector: number | null) => {
          if (eigenvector !== null) onChange({ ...choice, eigenvector });
        }}
      >
        {eigenvectors.map((each) => (
          <ToggleButton key={each} value={each} sx={{ width: 36, height: 30 }}>
            {each}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </Box>
  );
}

function ComponentSelect({ choice, onChange }: ChoiceControlsProps) {
  const { fix } = useMessages().viewer;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }}>
      <Box component="span" sx={{ typography: 'body2' }}>
        {fix.component}
      </Box>
      <Select
        value={choice.component ?? 'all'}
        inputProps={{ 'aria-label': fix.component }}
        onChange={({ target: { value } }) =>
          onChange({ ...choice, component: value === 'all' ? null : value })
        }
        sx={{ width: 146, height: 30, fontSize: '0.8125rem' }}
      >
        <MenuItem value="all">{fix.allComponents}</MenuItem>
        {componentRanks.map((rank) => (
          <MenuItem key={rank} value={rank}>
            {fix.componentRank(rank)}
          </MenuItem>
        ))}
      </Select>
    </Box>
  );
}

/** Side, eigenvector, component, alpha and tau of a frame's cut. */
export function ChoiceControls({ choice, onChange }: ChoiceControlsProps) {
  const { config: names, viewer } = useMessages();
  const { fix } = viewer;
  const { config } = useViewer().run.summary;
  return (
    <>
      <FormControlLabel
        labelPlacement="start"
        control={<Switch checked={choice.swap} onChange={(_, swap) => onChange({ ...choice, swap })} />}
        label={fix.swap}
        sx={{
          m: 0,
          justifyContent: 'space-between',
          '& .MuiFormControlLabel-label': { typography: 'body2' },
        }}
      />
      <EigenvectorButtons choice={choice} onChange={onChange} />
      <ComponentSelect choice={choice} onChange={onChange} />
      <RunSlider
        label={names.alpha}
        hint={`${names.alphaHint} ${fix.markHint}`}
        min={0}
        max={1}
        value={choice.alpha}
        ofRun={config.alpha}
        onChange={(alpha) => onChange({ ...choice, alpha })}
      />
      <RunSlider
        label={names.tau}
        hint={`${names.tauHint} ${fix.markHint}`}
        min={-1}
        max={1}
        value={choice.tau}
        ofRun={config.tau}
        onChange={(tau) => onChange({ ...choice, tau })}
      />
    </>
  );
}
