import { Box, Button } from '@mui/material';
import { Fragment, type ReactNode } from 'react';
import { runCommand } from '../../native/api/run-command-line.ts';
import { useApp } from '../state/app-context.ts';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useViewer } from '../viewer/viewer-context.ts';
import { PanelSection } from './sections/panel-section.tsx';
import { TruthSection } from './sections/truth-section.tsx';

function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: 'grid',
        gridTemplateColumns: 'auto minmax(0, 1fr)',
        columnGap: 2,
        rowGap: 0.5,
        typography: 'body2',
      }}
    >
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <Box component="dt" sx={{ color: 'text.secondary' }}>
            {name}
          </Box>
          <Box
            component="dd"
            sx={{ m: 0, minWidth: 0, textAlign: 'right', fontVariantNumeric: 'tabular-nums' }}
          >
            {value}
          </Box>
        </Fragment>
      ))}
    </Box>
  );
}

const fileNameOf = (path: string) => path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
const path = (text: string) => <MiddleEllipsis text={fileNameOf(text)} tooltip={text} />;

/** Where the run comes from, how it was made, and what it is measured against. */
export function InfoPanel() {
  const { config: names, metrics, queue, viewer } = useMessages();
  const formats = useFormats();
  const { run } = useViewer();
  const { summary, provider, timeSecPerStage, versions } = run;
  const { config } = summary;
  const { info } = viewer;
  const devices: Readonly<Record<string, string>> = names.providerNames;
  const { attempt, notices } = useApp();
  const copyCommand = () => {
    const command = runCommand(summary.clip, summary.outDir, config);
    void attempt(
      navigator.clipboard
        .writeText(command)
        .then(() => notices.add({ level: 'success', sentence: info.commandCopied })),
    );
  };
  return (
    <Box>
      <TruthSection />
      <PanelSection title={info.run}>
        <Facts
          facts={[
            [info.clip, path(summary.clip)],
            [info.results, path(summary.outDir)],
            [info.finished, formats.dateTime(summary.finishedMs)],
            [info.time, formats.duration(summary.timeSec)],
            [info.provider, devices[provider] ?? provider],
          ]}
        />
      </PanelSection>
      <PanelSection
        title={info.settings}
        action={
          <Button size="small" onClick={copyCommand} sx={{ minHeight: 28, px: 1, mr: -1 }}>
            {info.copyCommand}
          </Button>
        }
      >
        <Facts
          facts={[
            [info.preset, names.presets[config.preset]],
            [info.encoder, names.encoderNames[config.encoder]],
            [info.flow, names.flowNames[config.flow]],
            [metrics.columns.alpha, formats.number(config.alpha, 2)],
            [metrics.columns.tau, formats.number(config.tau, 2)],
            [info.refinement, config.refine ? info.epochs(config.epochs) : info.off],
            [info.seed, String(config.seed)],
          ]}
        />
      </PanelSection>
      <PanelSection title={info.stages}>
        <Facts
          facts={Object.entries(timeSecPerStage).map(
            ([stage, timeSec]) => [queue.stages[stage] ?? stage, `${formats.number(timeSec, 1)} s`] as const,
          )}
        />
      </PanelSection>
      <PanelSection title={info.versions}>
        <Facts facts={Object.entries(versions).map(([name, version]) => [name, version] as const)} />
      </PanelSection>
    </Box>
  );
}
