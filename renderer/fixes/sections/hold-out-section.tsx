import BlockOutlined from '@mui/icons-material/BlockOutlined';
import CloseOutlined from '@mui/icons-material/CloseOutlined';
import { Box, ToggleButton } from '@mui/material';
import { useEffect } from 'react';
import { NumberField } from '../../components/fields/number-field.tsx';
import { IconAction } from '../../components/icon-action.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { wholeSpan } from '../../measures/whole-frame.ts';
import { useStore } from '../../state/state-store.ts';
import { keepFocus } from '../../viewer/keep-focus.ts';
import { useSettledFrame, useViewer } from '../../viewer/viewer-context.ts';
import { drawnRect } from '../../viewer/viewer-session.ts';
import { ScopeSelect, useFixScope } from '../fix-scope.tsx';
import { PanelSection } from './panel-section.tsx';
import { PreviewActions } from '../preview-actions.tsx';
import { PreviewLine } from '../preview-line.tsx';
import { useFixCalls } from '../use-fix-calls.ts';
import { useDrawnRegion, useHoldOutPreview } from '../use-hold-out-preview.ts';

/** The drawn region in pixels of the picture, to be typed as well. */
function RegionFields() {
  const { holdOut: texts } = useMessages().viewer;
  const { session } = useViewer();
  const { size } = session;
  const rect = drawnRect(useStore(session.region)) ?? { x: 0, y: 0, width: 0, height: 0 };
  const fields = [
    { name: 'x', max: size.width - rect.width },
    { name: 'y', max: size.height - rect.height },
    { name: 'width', max: size.width - rect.x },
    { name: 'height', max: size.height - rect.y },
  ] as const;
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 1.25, pt: 0.75 }}>
      {fields.map(({ name, max }) => (
        <NumberField
          key={name}
          whole
          label={texts.sides[name]}
          value={rect[name]}
          min={0}
          max={max}
          onChange={(value) => {
            const changed: typeof rect = { ...rect, [name]: value };
            const { x, y, width, height } = changed;
            session.drawRegion({ x, y }, { x: x + width, y: y + height });
          }}
        />
      ))}
    </Box>
  );
}

/** The regions without foreground in the frame that is looked at; each can be given up. */
function RegionList({ busy }: { readonly busy: boolean }) {
  const { holdOut: texts } = useMessages().viewer;
  const { run, session } = useViewer();
  const { width, height } = session.size;
  const frame = useSettledFrame();
  const { giveUpHoldOut } = useFixCalls();
  const held = run.heldOut.filter(({ first, last }) => first <= frame && frame <= last);
  if (held.length === 0) return null;
  return (
    <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
      {held.map((one) => {
        const { region } = one;
        const size = `${Math.round(region.width * width)} × ${Math.round(region.height * height)}`;
        const name = texts.name(size, wholeSpan(run.summary, one));
        return (
          <Box component="li" key={JSON.stringify(one)} sx={{ display: 'flex', alignItems: 'center' }}>
            <Box sx={{ flex: 1, typography: 'caption' }}>{name}</Box>
            <IconAction
              size="small"
              label={texts.giveUp(name)}
              disabled={busy}
              onClick={() => void giveUpHoldOut(one)}
            >
              <CloseOutlined fontSize="small" />
            </IconAction>
          </Box>
        );
      })}
    </Box>
  );
}

/** The region that is drawn: where it lies, what it leaves, for which frames, and yes or no. */
function DrawnRegion() {
  const { holdOut: texts, fix } = useMessages().viewer;
  const { session } = useViewer();
  const region = useDrawnRegion();
  const state = useHoldOutPreview(region);
  const picked = useFixScope('clip');
  const { busy, holdOut } = useFixCalls();
  async function apply(): Promise<void> {
    if (region !== null && (await holdOut(picked.spans[picked.scope], region))) session.drawRegions(true);
  }
  return (
    <>
      <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{texts.draw}</Box>
      <RegionFields />
      {region !== null && (
        <>
          <PreviewLine state={state} />
          <ScopeSelect {...picked} />
          <PreviewActions
            state={state}
            busy={busy}
            applyLabel={fix.apply}
            onApply={() => void apply()}
            onDiscard={() => session.drawRegions(true)}
          />
        </>
      )}
    </>
  );
}

/** Regions in which nothing is foreground, drawn on the picture: a clock, a logo, somebody at the edge. */
export function HoldOutSection() {
  const { holdOut: texts } = useMessages().viewer;
  const { session } = useViewer();
  const { isOn } = useStore(session.region);
  const { busy } = useFixCalls();
  useEffect(() => () => session.drawRegions(false), [session]);
  return (
    <PanelSection title={texts.title}>
      <ToggleButton
        value="draw"
        selected={isOn}
        size="small"
        sx={{ gap: 0.75, textTransform: 'none' }}
        onMouseDown={keepFocus}
        onChange={() => session.drawRegions(!isOn)}
      >
        <BlockOutlined fontSize="small" />
        {texts.tool}
      </ToggleButton>
      {isOn ? (
        <DrawnRegion />
      ) : (
        <Box sx={{ typography: 'caption', color: 'text.secondary' }}>{texts.hint}</Box>
      )}
      <RegionList busy={busy} />
    </PanelSection>
  );
}
