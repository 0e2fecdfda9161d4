import Close from '@mui/icons-material/Close';
import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import DownloadOutlined from '@mui/icons-material/DownloadOutlined';
import UploadFileOutlined from '@mui/icons-material/UploadFileOutlined';
import VerifiedOutlined from '@mui/icons-material/VerifiedOutlined';
import { Box } from '@mui/material';
import { useState } from 'react';
import type { ModelState } from '../../native/api/machine.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { IconAction } from '../components/icon-action.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import type { ModelActions } from './use-model-actions.tsx';

interface ModelButtonsProps {
  readonly model: ModelState;
  readonly actions: ModelActions;
}

/** What can be done with a model in its state. */
export function ModelButtons({ model, actions }: ModelButtonsProps) {
  const { models } = useMessages();
  const [asking, setAsking] = useState(false);
  const texts = models.actions;
  const named = (action: string) => texts.of(action, model.title);
  const isHere = model.state !== 'missing' && model.state !== 'partial';
  if (model.id in actions.downloads) {
    return (
      <IconAction label={named(texts.cancel)} onClick={() => actions.cancel(model)}>
        <Close fontSize="small" />
      </IconAction>
    );
  }
  return (
    <Box sx={{ display: 'flex', justifyContent: 'flex-end' }}>
      {!isHere && model.canPull && (
        <IconAction
          label={named(model.state === 'partial' ? texts.resume : texts.pull)}
          onClick={() => actions.pull(model)}
        >
          <DownloadOutlined fontSize="small" />
        </IconAction>
      )}
      {!isHere && (
        <IconAction label={named(texts.import)} onClick={() => actions.importFile(model.id)}>
          <UploadFileOutlined fontSize="small" />
        </IconAction>
      )}
      {isHere && (
        <IconAction label={named(texts.verify)} onClick={() => actions.verify(model)}>
          <VerifiedOutlined fontSize="small" />
        </IconAction>
      )}
      {model.state !== 'missing' && (
        <IconAction label={named(texts.remove)} onClick={() => setAsking(true)}>
          <DeleteOutlined fontSize="small" />
        </IconAction>
      )}
      {asking && (
        <ConfirmDialog
          question={models.removeQuestion(model.title)}
          text={models.removeText}
          action={texts.remove}
          onConfirm={() => actions.remove(model)}
          onClose={() => setAsking(false)}
        />
      )}
    </Box>
  );
}
