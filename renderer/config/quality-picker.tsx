import { Box, FormControlLabel, Radio, RadioGroup, Typography } from '@mui/material';
import type { RunConfig } from '../../native/api/run-config.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { qualities, qualityConfig, qualityOf } from './quality.ts';

interface QualityPickerProps {
  readonly config: RunConfig;
  readonly onChange: (config: RunConfig) => void;
}

/** Draft, best or as the paper: the one choice that most batches need. Other values are nobody's. */
export function QualityPicker({ config, onChange }: QualityPickerProps) {
  const texts = useMessages().config;
  const chosen = qualityOf(config);
  return (
    <RadioGroup
      aria-label={texts.quality}
      value={chosen}
      sx={{ gap: 1 }}
      onChange={(_, name) => {
        const quality = qualities.find((each) => each === name);
        if (quality !== undefined)
          onChange({ ...qualityConfig(quality), exports: config.exports, from: config.from, to: config.to });
      }}
    >
      {qualities.map((quality) => (
        <FormControlLabel
          key={quality}
          value={quality}
          control={<Radio size="small" sx={{ py: 0, pl: 0.5, alignSelf: 'flex-start' }} />}
          label={
            <Box>
              <Typography variant="body2" sx={{ fontWeight: 600 }}>
                {texts.qualities[quality]}
              </Typography>
              <Typography variant="caption" sx={{ color: 'text.secondary', display: 'block' }}>
                {texts.qualityHints[quality]}
              </Typography>
            </Box>
          }
          sx={{
            m: 0,
            p: 1,
            border: 1,
            borderRadius: 1,
            borderColor: chosen === quality ? 'primary.main' : 'divider',
            bgcolor: chosen === quality ? 'action.selected' : 'transparent',
          }}
        />
      ))}
    </RadioGroup>
  );
}
