import { useEffect, useEffectEvent } from 'react';
import type { MenuCommand } from '../../native/api/host.ts';
import { useAddClips } from '../add/add-context.ts';
import { navigate } from '../routing/use-route.ts';
import type { ViewName } from '../routing/route.ts';
import { useShortcut } from '../shortcuts/use-shortcut.ts';
import { useApp } from '../state/app-context.ts';
import { viewRoutes } from './view-routes.ts';

/** Does what the window's shortcuts and, in Electron, the menus ask for. */
export function useWindowCommands(showShortcuts: () => void): void {
  const { host, engine, attempt, history } = useApp();
  const ways = useAddClips();
  const go = (view: ViewName) => () => navigate(viewRoutes[view]);
  const commands: Readonly<Record<MenuCommand, () => void>> = {
    addClips: ways.choose,
    addFolder: ways.chooseFolder,
    startQueue: () => void attempt(engine.call('queue.start', {})),
    pauseQueue: () => void attempt(engine.call('queue.pause', {})),
    showQueue: go('queue'),
    showBoard: go('board'),
    showViewer: go('viewer'),
    showMetrics: go('metrics'),
    showGallery: go('gallery'),
    showModels: go('models'),
    showSettings: go('settings'),
    showShortcuts,
  };
  useShortcut('showShortcuts', showShortcuts);
  useShortcut('undo', history.undo);
  useShortcut('addClips', commands.addClips);
  useShortcut('showQueue', commands.showQueue);
  useShortcut('showBoard', commands.showBoard);
  useShortcut('showViewer', commands.showViewer);
  useShortcut('showMetrics', commands.showMetrics);
  useShortcut('showGallery', commands.showGallery);
  useShortcut('showModels', commands.showModels);
  useShortcut('showSettings', commands.showSettings);
  const obey = useEffectEvent((command: MenuCommand) => commands[command]());
  useEffect(() => host?.onMenuCommand(obey), [host]);
}
