import { Box, FormControlLabel, Switch } from '@mui/material';
import {
  embeddedCutDefaults,
  encoders,
  flows,
  paperCutDefaults,
  patchSides,
  providerChoices,
  type Encoder,
  type RunConfig,
} from '../../native/api/run-config.ts';
import { ExpertSection } from '../components/expert-section.tsx';
import { NumberField } from '../components/fields/number-field.tsx';
import { SelectField } from '../components/fields/select-field.tsx';
import { SliderField } from '../components/fields/slider-field.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { ExportsField } from './exports-field.tsx';
import { PresetPicker } from './preset-picker.tsx';
import { qualityOf } from './quality.ts';
import { QualityPicker } from './quality-picker.tsx';
import { SizeField } from './size-field.tsx';

interface ConfigFormProps {
  readonly config: RunConfig;
  readonly onChange: (config: RunConfig) => void;
}

/** Another encoder with the alpha, tau and whole patches that suit it. */
function withEncoder(config: RunConfig, encoder: Encoder): RunConfig {
  const cut = encoder === 'embedded' ? embeddedCutDefaults : paperCutDefaults;
  const patchPx = patchSides[encoder];
  const whole = (sidePx: number) => Math.max(patchPx * 2, Math.round(sidePx / patchPx) * patchPx);
  const size = config.size && { heightPx: whole(config.size.heightPx), widthPx: whole(config.size.widthPx) };
  return { ...config, ...cut, encoder, size };
}

function SwitchField({
  label,
  checked,
  onChange,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <FormControlLabel
      control={<Switch checked={checked} onChange={(_, next) => onChange(next)} />}
      label={label}
      slotProps={{ typography: { variant: 'body2' } }}
      sx={{ ml: -0.5, gap: 1 }}
    />
  );
}

function AdvancedFields({ config, onChange }: ConfigFormProps) {
  const texts = useMessages().config;
  const change = (changes: Partial<RunConfig>) => onChange({ ...config, ...changes });
  return (
    <>
      <SelectField
        label={texts.encoder}
        value={config.encoder}
        options={encoders}
        names={texts.encoderNames}
        onChange={(encoder) => onChange(withEncoder(config, encoder))}
      />
      <SelectField
        label={texts.flow}
        value={config.flow}
        options={flows}
        names={texts.flowNames}
        onChange={(flow) => change({ flow })}
      />
      <SelectField
        label={texts.warpFlow}
        value={config.warpFlow}
        options={flows}
        names={texts.flowNames}
        onChange={(warpFlow) => change({ warpFlow })}
      />
      <SizeField config={config} onChange={(size) => change({ size })} />
      <SwitchField label={texts.crf} checked={config.crf} onChange={(crf) => change({ crf })} />
      <SelectField
        label={texts.provider}
        value={config.provider}
        options={providerChoices}
        names={texts.providerNames}
        onChange={(provider) => change({ provider })}
      />
      <NumberField
        label={texts.seed}
        value={config.seed}
        min={0}
        max={0xffff_ffff}
        whole
        onChange={(seed) => change({ seed })}
      />
    </>
  );
}

/** The numbers behind the choice, for people who know what they do. */
function ExpertFields({ config, onChange }: ConfigFormProps) {
  const texts = useMessages().config;
  const change = (changes: Partial<RunConfig>) => onChange({ ...config, ...changes });
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2, pt: 2 }}>
      <PresetPicker config={config} onChange={onChange} />
      <SliderField
        label={texts.alpha}
        hint={texts.alphaHint}
        value={config.alpha}
        min={0}
        max={1}
        step={0.05}
        onChange={(alpha) => change({ alpha })}
      />
      <SliderField
        label={texts.tau}
        hint={texts.tauHint}
        value={config.tau}
        min={-1}
        max={1}
        step={0.05}
        onChange={(tau) => change({ tau })}
      />
      <SwitchField label={texts.refine} checked={config.refine} onChange={(refine) => change({ refine })} />
      {config.refine && (
        <NumberField
          label={texts.epochs}
          value={config.epochs}
          min={1}
          max={10_000}
          whole
          onChange={(epochs) => change({ epochs })}
        />
      )}
      <AdvancedFields config={config} onChange={onChange} />
    </Box>
  );
}

/** Everything that decides a run's masks: draft, best or paper, what is exported, and the numbers behind a button. */
export function ConfigForm({ config, onChange }: ConfigFormProps) {
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <QualityPicker config={config} onChange={onChange} />
      <ExportsField value={config.exports} onChange={(exports) => onChange({ ...config, exports })} />
      <ExpertSection openFirst={qualityOf(config) === null}>
        <ExpertFields config={config} onChange={onChange} />
      </ExpertSection>
    </Box>
  );
}
