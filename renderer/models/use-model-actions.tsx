import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ModelState } from '../../native/api/machine.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

interface Download {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** What can be done with models; failures become notices. */
export interface ModelActions {
  /** The downloads under way, by model. */
  readonly downloads: Readonly<Record<string, Download>>;
  readonly pull: (model: ModelState) => void;
  readonly cancel: (model: ModelState) => void;
  /** Takes a file that the person has; its model is recognised where `id` is null. */
  readonly importFile: (id: string | null) => void;
  readonly verify: (model: ModelState) => void;
  readonly remove: (model: ModelState) => void;
  /** The file input of browsers, to be placed anywhere. */
  readonly input: ReactNode;
}

const extensions = '.pth,.pt,.ckpt,.safetensors,.onnx,.tar';

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

/** Keeps the downloads' progress, and calls `onChanged` whenever a model's state may be another one. */
export function useModelActions(onChanged: () => void): ModelActions {
  const { engine, host, upload, attempt, notices } = useApp();
  const { models: texts } = useMessages();
  const [downloads, setDownloads] = useState<Readonly<Record<string, Download>>>({});
  const input = useRef<HTMLInputElement>(null);
  const importId = useRef<string | null>(null);
  useEffect(
    () =>
      engine.on('model.progress', ({ id, ...download }) =>
        setDownloads((now) => ({ ...now, [id]: download })),
      ),
    [engine],
  );

  const titleOf = ({ id, title }: ModelState) => texts.titles[id] ?? title;

  async function act(work: Promise<ModelState>, said: ((model: ModelState) => string) | null): Promise<void> {
    await attempt(
      work.then((model) => {
        if (said !== null) notices.add({ level: 'success', sentence: said(model) });
      }),
    );
    onChanged();
  }

  async function pull({ id, approximateBytes }: ModelState): Promise<void> {
    setDownloads((now) => ({ ...now, [id]: { doneBytes: 0, totalBytes: approximateBytes } }));
    await act(engine.call('models.pull', { id }), null);
    setDownloads((now) => without(now, id));
  }

  const importPath = (id: string | null, path: string | null) =>
    path === null
      ? Promise.resolve()
      : act(engine.call('models.import', { id, path }), (model) => texts.imported(titleOf(model)));

  function importFile(id: string | null): void {
    importId.current = id;
    if (host === null) input.current?.click();
    else void attempt(host.chooseFile('model').then((path) => importPath(id, path)));
  }

  async function sendAndImport(file: File | undefined): Promise<void> {
    if (file === undefined || upload === null) return;
    await attempt(upload.file(file).then(({ path }) => importPath(importId.current, path)));
  }

  return {
    downloads,
    pull: (model) => void pull(model),
    cancel: ({ id }) => void attempt(engine.call('models.cancelPull', { id })),
    importFile,
    verify: ({ id }) =>
      void act(engine.call('models.verify', { id }), (model) =>
        texts.verified(titleOf(model), model.note ?? texts.states[model.state]),
      ),
    remove: ({ id }) => void act(engine.call('models.remove', { id }), null),
    input: (
      <input
        ref={input}
        type="file"
        hidden
        accept={extensions}
        onChange={({ target }) => void sendAndImport(target.files?.[0])}
      />
    ),
  };
}
