import { Box } from '@mui/material';
import { useStore } from '../../state/state-store.ts';
import { useChoice, useSettledFrame, useViewer } from '../viewer-context.ts';
import { drawnRect } from '../viewer-session.ts';
import { panesOf } from './comparison.ts';
import { type PaneRect, placement } from './view-geometry.ts';

/** A part of the picture, in shares of it, in pixels of the stage. */
const onStage = (place: PaneRect, { x, y, width, height }: PaneRect) => ({
  left: place.x + x * place.width,
  top: place.y + y * place.height,
  width: width * place.width,
  height: height * place.height,
});

/** Hatching that is seen on any picture. */
const hatched =
  'repeating-linear-gradient(45deg, rgb(12 13 16 / 0.55) 0 6px, rgb(244 245 247 / 0.22) 6px 8px)';

/** The frame's regions without foreground, and the one that is drawn, while the tool is in hand. */
export function HeldOutRegions() {
  const { run, session } = useViewer();
  const tool = useStore(session.region);
  const drawn = drawnRect(tool);
  const frame = useSettledFrame();
  const mode = useChoice('mode');
  const stage = useStore(session.stage);
  const view = useStore(session.view);
  if (!tool.isOn) return null;
  const { width, height } = session.size;
  const held = run.heldOut.filter(({ first, last }) => first <= frame && frame <= last);
  const regions = held.map(({ region }) => ({ region, isNew: false }));
  if (drawn !== null) {
    const region = {
      x: drawn.x / width,
      y: drawn.y / height,
      width: drawn.width / width,
      height: drawn.height / height,
    };
    regions.push({ region, isNew: true });
  }
  return panesOf(mode, stage, session.size).map((pane, at) => {
    const { x, y, ...size } = placement(view, session.size, pane);
    return (
      <Box
        key={at}
        aria-hidden
        style={{ left: pane.x, top: pane.y, width: pane.width, height: pane.height }}
        sx={{ position: 'absolute', overflow: 'hidden', pointerEvents: 'none' }}
      >
        {regions.map(({ region, isNew }, place) => (
          <Box
            key={place}
            style={onStage({ x, y, ...size }, region)}
            sx={{
              position: 'absolute',
              backgroundImage: hatched,
              border: isNew ? '2px solid #e67800' : '2px dashed #f4f5f7',
              boxShadow: '0 0 0 1px rgb(0 0 0 / 0.6), inset 0 0 0 1px rgb(0 0 0 / 0.4)',
            }}
          />
        ))}
      </Box>
    );
  });
}
