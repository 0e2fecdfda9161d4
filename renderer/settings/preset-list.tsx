import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import { Box, Typography } from '@mui/material';
import type { Settings } from '../../native/api/machine.ts';
import { IconAction } from '../components/icon-action.tsx';
import { configSummary } from '../config/config-summary.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

/** The person's own presets, to be removed; nothing where there are none. */
export function PresetList({ settings }: { readonly settings: Settings }) {
  const { settings: texts, config } = useMessages();
  const formats = useFormats();
  const { changeSettings } = useApp();
  const { presets } = settings;
  if (presets.length === 0) return null;
  return (
    <Box>
      <Typography variant="h3" sx={{ mb: 0.5 }}>
        {texts.presets.title}
      </Typography>
      {presets.map((preset) => (
        <Box key={preset.name} sx={{ display: 'flex', alignItems: 'center', gap: 1, minHeight: 36 }}>
          <Typography variant="body2" sx={{ fontWeight: 520 }}>
            {preset.name}
          </Typography>
          <Typography variant="caption" noWrap sx={{ flex: 1, color: 'text.secondary' }}>
            {configSummary(preset.config, config, formats)}
          </Typography>
          <IconAction
            label={texts.presets.remove(preset.name)}
            onClick={() => void changeSettings({ presets: presets.filter((one) => one !== preset) })}
          >
            <DeleteOutlined fontSize="small" />
          </IconAction>
        </Box>
      ))}
    </Box>
  );
}
