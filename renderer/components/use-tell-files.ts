import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

/** Tells that files were written; in Electron they can be shown in their folder, and dragged into other programs. */
export function useTellFiles(): (sentence: string, paths: readonly string[]) => void {
  const { notices, host } = useApp();
  const { reveal } = useMessages().shell;
  return (sentence, paths) => {
    const [first] = paths;
    const ways =
      host === null || first === undefined
        ? {}
        : {
            action: { label: reveal[host.platform], run: () => void host.revealPath(first) },
            dragPaths: paths,
          };
    notices.add({ level: 'success', sentence, ...ways });
  };
}
