import { Box, Button, Typography } from '@mui/material';
import { defaultRunMatte, type MatteSettings, matteSettingsAt } from '../../native/api/matte-settings.ts';
import { ChoiceGroup } from '../components/fields/choice-group.tsx';
import { SliderField } from '../components/fields/slider-field.tsx';
import { PanelSection } from '../fixes/sections/panel-section.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { useStore } from '../state/state-store.ts';
import { BackdropSelect } from '../viewer/backdrop-select.tsx';
import { useChoice, useSettledFrame, useViewer } from '../viewer/viewer-context.ts';
import { useRunMatte } from './use-run-matte.ts';
import { wholeFrame } from '../measures/whole-frame.ts';

type NumberSetting = Exclude<keyof MatteSettings, 'colours'>;

/** The settings that are numbers, in the order of their work: least, greatest, step. */
const sliders: Readonly<Record<NumberSetting, readonly [min: number, max: number, step: number]>> = {
  detail: [0, 1, 0.05],
  growPx: [-20, 20, 0.5],
  featherPx: [0, 30, 0.5],
  edgeSoftness: [0, 1, 0.05],
  holePx: [0, 200, 1],
  speckPx: [0, 200, 1],
  smoothing: [0, 1, 0.05],
};

const looks = ['matte', 'cutout', 'source'] as const;

/** How the run's masks become mattes: seen at once, kept with the run, without a change to any mask. */
export function MattePanel() {
  const { matte: texts } = useMessages().exporting;
  const { session, run } = useViewer();
  const frame = useSettledFrame();
  const first = useChoice('first');
  const { range } = useStore(session.player.state);
  const { matte, change, reset } = useRunMatte();
  if (matte === null) return null;
  const settings = matteSettingsAt(matte, frame);
  const isPart = range.first > 0 || range.last < run.timesSec.length - 1;
  const look = looks.find((one) => one === first) ?? 'source';
  return (
    <Box>
      <PanelSection
        title={texts.title}
        action={
          <Button
            size="small"
            onClick={reset}
            disabled={JSON.stringify(matte) === JSON.stringify(defaultRunMatte)}
            sx={{ minHeight: 28, minWidth: 0, px: 1, mr: -1 }}
          >
            {texts.reset}
          </Button>
        }
      >
        <ChoiceGroup
          label={texts.look}
          value={look}
          names={texts.looks}
          onChange={(chosen) => session.choose({ mode: 'single', first: chosen })}
        />
        {look === 'cutout' && <BackdropSelect />}
        {(Object.keys(sliders) as NumberSetting[]).map((name) => {
          const [min, max, step] = sliders[name];
          return (
            <SliderField
              key={name}
              label={texts[name]}
              value={settings[name]}
              min={min}
              max={max}
              step={step}
              {...(name === 'smoothing' ? { hint: texts.smoothingHint } : {})}
              onChange={(value) => change({ [name]: value })}
            />
          );
        })}
        <ChoiceGroup
          label={texts.colours}
          value={settings.colours}
          names={texts.colourNames}
          onChange={(colours) => change({ colours })}
        />
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          {isPart
            ? `${texts.appliesTo(wholeFrame(run.summary, range.first), wholeFrame(run.summary, range.last))} `
            : ''}
          {texts.note}
        </Typography>
      </PanelSection>
    </Box>
  );
}
