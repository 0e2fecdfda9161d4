import AddCircleOutline from '@mui/icons-material/AddCircleOutlined';
import RemoveCircleOutline from '@mui/icons-material/RemoveCircleOutlined';
import { Box, ToggleButton, ToggleButtonGroup } from '@mui/material';
import { useEffect } from 'react';
import { SliderField } from '../../components/fields/slider-field.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { useStore } from '../../state/state-store.ts';
import { keepFocus } from '../../viewer/keep-focus.ts';
import { useViewer } from '../../viewer/viewer-context.ts';
import { brushSizes } from '../../viewer/viewer-session.ts';
import { PanelSection } from './panel-section.tsx';
import { PreviewActions } from '../preview-actions.tsx';
import { PreviewLine } from '../preview-line.tsx';
import { useDabPreview } from '../use-dab-preview.ts';
import { useFixCalls } from '../use-fix-calls.ts';
import { wholeSpan } from '../../measures/whole-frame.ts';

type Tool = 'add' | 'remove';

/** One touch of the brush that corrects the frames around as well: placed on the picture, looked at, applied. */
export function BrushSection() {
  const { brush: texts } = useMessages().viewer;
  const { run, session } = useViewer();
  const brush = useStore(session.brush);
  const placed = useStore(session.dab);
  const state = useDabPreview(placed);
  const range = state.status === 'ready' ? state.found.range : null;
  const { busy, dab } = useFixCalls();
  useEffect(() => () => session.setBrush({ tool: null }), [session]);
  async function apply(): Promise<void> {
    if (placed === null) return;
    const { frame, ...touch } = placed;
    if (await dab(frame, touch)) session.dab.set(null);
  }
  return (
    <PanelSection title={texts.title}>
      <ToggleButtonGroup
        exclusive
        fullWidth
        size="small"
        aria-label={texts.title}
        value={brush.tool}
        onMouseDown={keepFocus}
        onChange={(_, tool: Tool | null) => session.setBrush({ tool })}
      >
        <ToggleButton value="add" sx={{ gap: 0.75, textTransform: 'none' }} title={texts.addHint}>
          <AddCircleOutline fontSize="small" />
          {texts.add}
        </ToggleButton>
        <ToggleButton value="remove" sx={{ gap: 0.75, textTransform: 'none' }} title={texts.removeHint}>
          <RemoveCircleOutline fontSize="small" />
          {texts.remove}
        </ToggleButton>
      </ToggleButtonGroup>
      {brush.tool === null ? (
        <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{texts.hint}</Box>
      ) : (
        <>
          <SliderField
            label={texts.size}
            value={brush.sizePx}
            decimals={0}
            {...brushSizes}
            onChange={(sizePx) => session.setBrush({ sizePx })}
          />
          {placed === null ? (
            <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{texts.click}</Box>
          ) : (
            <>
              <PreviewLine state={state} />
              <PreviewActions
                state={state}
                busy={busy}
                applyLabel={texts.apply(range === null ? null : wholeSpan(run.summary, range))}
                onApply={() => void apply()}
                onDiscard={() => session.dab.set(null)}
              />
            </>
          )}
        </>
      )}
    </PanelSection>
  );
}
