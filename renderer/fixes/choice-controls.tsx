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
import { NumberField } from '../components/fields/number-field.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useViewer } from '../viewer/viewer-context.ts';
import { BalanceSlider } from './balance-slider.tsx';
import { loosenessOf, withLooseness } from './fix-choice.ts';

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

/** The cut's numbers, for experts. */
export function ExpertControls({ choice, onChange }: ChoiceControlsProps) {
  const { config: names } = useMessages();
  const { config } = useViewer().run.summary;
  const changed = (value: number, ofRun: number) => (value === ofRun ? null : value);
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.25, pt: 1 }}>
      <EigenvectorButtons choice={choice} onChange={onChange} />
      <ComponentSelect choice={choice} onChange={onChange} />
      <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 1, pt: 0.75 }}>
        <NumberField
          label="α"
          description={names.alphaHint}
          value={rounded(choice.alpha ?? config.alpha)}
          min={0}
          max={1}
          step={0.05}
          onChange={(alpha) => onChange({ ...choice, alpha: changed(alpha, config.alpha) })}
        />
        <NumberField
          label="τ"
          description={names.tauHint}
          value={rounded(choice.tau ?? config.tau)}
          min={-1}
          max={1}
          step={0.05}
          onChange={(tau) => onChange({ ...choice, tau: changed(tau, config.tau) })}
        />
      </Box>
    </Box>
  );
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** Where the edge lies, what holds the object together, and which side it is. */
export function ChoiceControls({ choice, onChange }: ChoiceControlsProps) {
  const { fix } = useMessages().viewer;
  const { percent } = useFormats();
  const { config } = useViewer().run.summary;
  const { tighter, looser, look, motion } = fix;
  const toward = (left: string, right: string, share: number) =>
    share === 0 ? fix.asRun : fix.toward(share < 0 ? left : right, percent(Math.abs(share)));
  const byMotion = 1 - (choice.alpha ?? config.alpha);
  return (
    <>
      <BalanceSlider
        ends={[tighter, looser]}
        min={-1}
        max={1}
        value={loosenessOf(choice)}
        neutral={0}
        valueText={(value) => toward(tighter, looser, value)}
        onChange={(looseness) => onChange(withLooseness(choice, looseness))}
      />
      <BalanceSlider
        ends={[look, motion]}
        min={0}
        max={1}
        value={byMotion}
        neutral={1 - config.alpha}
        valueText={(value) => (value === 1 - config.alpha ? fix.asRun : toward(look, motion, 2 * value - 1))}
        onChange={(value) =>
          onChange({ ...choice, alpha: value === 1 - config.alpha ? null : rounded(1 - value) })
        }
      />
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
    </>
  );
}
