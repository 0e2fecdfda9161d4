import CompareArrows from '@mui/icons-material/CompareArrows';
import CropDin from '@mui/icons-material/CropDin';
import Opacity from '@mui/icons-material/Opacity';
import SplitscreenVertical from '@mui/icons-material/VerticalSplitOutlined';
import SwapHoriz from '@mui/icons-material/SwapHoriz';
import ViewSidebarOutlined from '@mui/icons-material/ViewSidebarOutlined';
import { Box, Slider, ToggleButton, ToggleButtonGroup, Tooltip } from '@mui/material';
import type { ComponentType } from 'react';
import { IconAction } from '../components/icon-action.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { BackdropSelect } from './backdrop-select.tsx';
import { comparisonModes, type ComparisonMode } from './stage/comparison.ts';
import { keepFocus } from './keep-focus.ts';
import { OtherRunSelect } from './other-run-select.tsx';
import { LayerSelect } from './layer-select.tsx';
import { useChoice, useViewer } from './viewer-context.ts';
import { ZoomControls } from './zoom-controls.tsx';

const modeIcons: Readonly<Record<ComparisonMode, ComponentType<{ fontSize?: 'small' }>>> = {
  single: CropDin,
  side: SplitscreenVertical,
  wipe: CompareArrows,
  blend: Opacity,
};
const modeKeys: Readonly<Record<ComparisonMode, string>> = { single: 'S', side: 'D', wipe: 'W', blend: 'B' };

function ModeButtons() {
  const { viewer } = useMessages();
  const { session } = useViewer();
  const mode = useChoice('mode');
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={mode}
      aria-label={viewer.comparison}
      onChange={(_, chosen: ComparisonMode | null) => {
        if (chosen !== null) session.choose({ mode: chosen });
      }}
    >
      {comparisonModes.map((each) => {
        const Icon = modeIcons[each];
        return (
          <Tooltip key={each} title={`${viewer.modes[each]} (${modeKeys[each]})`}>
            <ToggleButton value={each} aria-label={viewer.modes[each]} sx={{ width: 36, height: 32 }}>
              <Icon fontSize="small" />
            </ToggleButton>
          </Tooltip>
        );
      })}
    </ToggleButtonGroup>
  );
}

function MixSlider() {
  const { viewer } = useMessages();
  const formats = useFormats();
  const { session } = useViewer();
  const mix = useChoice('mix');
  return (
    <Slider
      size="small"
      min={0}
      max={1}
      step={0.01}
      value={mix}
      aria-label={viewer.mix}
      getAriaValueText={(value) => formats.percent(value)}
      valueLabelDisplay="auto"
      valueLabelFormat={(value) => formats.percent(value)}
      onChange={(_, value) => session.choose({ mix: value })}
      sx={{ width: 96, mx: 1, minWidth: 48, flexShrink: 3 }}
    />
  );
}

/** Which layers are seen and how they are compared; at the right end how large. */
export function LayerBar() {
  const { viewer } = useMessages();
  const { session } = useViewer();
  const [mode, first, second] = [useChoice('mode'), useChoice('first'), useChoice('second')];
  const panelOpen = useChoice('panelOpen');
  const shown = mode === 'single' ? [first] : [first, second];
  return (
    <Box
      role="toolbar"
      onMouseDown={keepFocus}
      aria-label={viewer.layerBar}
      sx={{
        display: 'flex',
        alignItems: 'center',
        // One row however many layers are shown: a second one would move the picture.
        containerType: 'inline-size',
        gap: 1,
        px: 1.5,
        py: 0.75,
        minHeight: 46,
      }}
    >
      <ModeButtons />
      <LayerSelect
        label={viewer.firstLayer}
        mark={mode === 'single' ? '' : 'A'}
        value={first}
        onChange={(layer) => session.choose({ first: layer })}
      />
      {mode !== 'single' && (
        <>
          <IconAction
            label={viewer.swapLayers}
            keys="X"
            onClick={() => session.choose({ first: second, second: first })}
          >
            <SwapHoriz fontSize="small" />
          </IconAction>
          <LayerSelect
            label={viewer.secondLayer}
            mark="B"
            value={second}
            onChange={(layer) => session.choose({ second: layer })}
          />
          <OtherRunSelect />
        </>
      )}
      {mode === 'blend' && <MixSlider />}
      {shown.includes('cutout') && <BackdropSelect />}
      <Box sx={{ flex: '1 1 0' }} />
      <ZoomControls />
      <IconAction
        label={viewer.panel}
        keys="P"
        aria-pressed={panelOpen}
        color={panelOpen ? 'primary' : 'default'}
        onClick={() => session.choose({ panelOpen: !panelOpen })}
      >
        <ViewSidebarOutlined fontSize="small" />
      </IconAction>
    </Box>
  );
}
