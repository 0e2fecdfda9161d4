import { Box, ListSubheader, MenuItem, Select } from '@mui/material';
import { framePicturePath } from '../../native/api/media-url.ts';
import type { RunSummary } from '../../native/api/runs.ts';
import { ClipThumbnail } from '../components/pictures/clip-thumbnail.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { useRuns } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { useStore } from '../state/state-store.ts';
import { backdropColors, backdrops, type Backdrop } from './layer-looks.ts';
import { useChoice, useViewer } from './viewer-context.ts';

const checkerboard = 'conic-gradient(#9a9a9a 25%, #c8c8c8 0 50%, #9a9a9a 0 75%, #c8c8c8 0) 0 0 / 8px 8px';

function Swatch({ backdrop }: { readonly backdrop: Backdrop }) {
  const background = backdrop === 'checkerboard' ? checkerboard : backdropColors[backdrop];
  return (
    <Box
      aria-hidden
      sx={{ width: 16, height: 16, borderRadius: 0.5, border: 1, borderColor: 'divider', background }}
    />
  );
}

/** The first frame of a clip that may lie behind a cutout. */
function ClipSwatch({ run: { id, revision } }: { readonly run: RunSummary }) {
  const path = framePicturePath({ runId: id, layer: 'source', frame: 0, revision, maxSidePx: 320 });
  return <ClipThumbnail path={path} widthPx={28} heightPx={16} />;
}

/** The newest run of each clip besides the opened one, by the clips' names. */
function useGroundRuns(): readonly RunSummary[] {
  const { clip } = useViewer().run.summary;
  const newest = new Map<string, RunSummary>();
  for (const run of valueOf(useRuns()) ?? []) {
    const known = newest.get(run.clip);
    if (run.clip !== clip && (known === undefined || run.id > known.id)) newest.set(run.clip, run);
  }
  return [...newest.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** What lies behind a cutout: a colour, a checkerboard, or the frames of another clip, which play along. */
export function BackdropSelect() {
  const { viewer } = useMessages();
  const { session } = useViewer();
  const backdrop = useChoice('backdrop');
  const runs = useGroundRuns();
  const ground = useStore(session.ground);
  const shown = runs.find(({ id }) => id === ground?.runId);
  function choose(value: Backdrop | number): void {
    const run = runs.find(({ id }) => id === value);
    session.ground.set(
      run === undefined ? null : { runId: run.id, revision: run.revision, frameCount: run.frameCount },
    );
    if (typeof value === 'string') session.choose({ backdrop: value });
  }
  return (
    <Select<Backdrop | number>
      value={shown?.id ?? backdrop}
      onChange={({ target }) => choose(target.value)}
      inputProps={{ 'aria-label': viewer.backdrop }}
      renderValue={() => (shown === undefined ? <Swatch backdrop={backdrop} /> : <ClipSwatch run={shown} />)}
      sx={{ height: 32, bgcolor: 'background.paper' }}
    >
      {backdrops.map((each) => (
        <MenuItem key={each} value={each} sx={{ gap: 1 }}>
          <Swatch backdrop={each} />
          {viewer.backdrops[each]}
        </MenuItem>
      ))}
      {runs.length > 0 && <ListSubheader sx={{ lineHeight: 2.5 }}>{viewer.otherClips}</ListSubheader>}
      {runs.map((each) => (
        <MenuItem key={each.id} value={each.id} sx={{ gap: 1 }}>
          <ClipSwatch run={each} />
          {each.name}
        </MenuItem>
      ))}
    </Select>
  );
}
