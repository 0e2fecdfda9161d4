import BookmarkAddOutlined from '@mui/icons-material/BookmarkAddOutlined';
import { Box, Divider, MenuItem, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { presets, resolveRunConfig, type RunConfig } from '../../native/api/run-config.ts';
import { IconAction } from '../components/icon-action.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp, useSettings } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { isSameConfig } from './config-summary.ts';
import { PresetNameDialog } from './preset-name-dialog.tsx';

interface Choice {
  readonly key: string;
  readonly name: string;
  readonly hint?: string;
  readonly config: RunConfig;
}

function useChoices(): readonly Choice[] {
  const texts = useMessages().config;
  const own = valueOf(useSettings())?.presets ?? [];
  return [
    ...presets.map((preset) => ({
      key: preset,
      name: texts.presets[preset],
      hint: texts.presetHints[preset],
      config: resolveRunConfig({ preset }),
    })),
    ...own.map(({ name, config }) => ({ key: `own:${name}`, name, config })),
  ];
}

interface PresetPickerProps {
  readonly config: RunConfig;
  readonly onChange: (config: RunConfig) => void;
}

/** Starts from a preset, one of the program's or of the person's own, and saves new ones. */
export function PresetPicker({ config: { from, to, ...config }, onChange }: PresetPickerProps) {
  const texts = useMessages().config;
  const { changeSettings } = useApp();
  const [naming, setNaming] = useState(false);
  const own = valueOf(useSettings())?.presets ?? [];
  const choices = useChoices();
  const current = choices.find((choice) => isSameConfig(choice.config, config));
  function choose(key: string): void {
    const chosen = choices.find((choice) => choice.key === key);
    if (chosen !== undefined) onChange({ ...chosen.config, from, to });
  }
  function save(name: string): void {
    setNaming(false);
    void changeSettings({ presets: [...own.filter((preset) => preset.name !== name), { name, config }] });
  }
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
      <TextField
        select
        fullWidth
        label={texts.preset}
        value={current?.key ?? 'changed'}
        onChange={({ target }) => choose(target.value)}
        slotProps={{ select: { renderValue: () => current?.name ?? texts.changed } }}
      >
        {current === undefined && (
          <MenuItem value="changed" disabled>
            {texts.changed}
          </MenuItem>
        )}
        {choices.map(({ key, name, hint }) => (
          <MenuItem key={key} value={key} sx={{ display: 'block' }}>
            {name}
            {hint !== undefined && (
              <Typography variant="caption" sx={{ display: 'block', color: 'text.secondary' }}>
                {hint}
              </Typography>
            )}
          </MenuItem>
        ))}
        {own.length > 0 && <Divider />}
      </TextField>
      <IconAction label={texts.savePreset} disabled={current !== undefined} onClick={() => setNaming(true)}>
        <BookmarkAddOutlined fontSize="small" />
      </IconAction>
      {naming && <PresetNameDialog onSave={save} onClose={() => setNaming(false)} />}
    </Box>
  );
}
