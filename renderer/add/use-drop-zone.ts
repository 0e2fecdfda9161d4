import { useEffect, useEffectEvent, useState } from 'react';

/** What was dropped; folders count as files only where they have paths. */
export interface Dropped {
  readonly files: readonly File[];
  readonly hasFolders: boolean;
}

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;

function droppedOf(transfer: DataTransfer): Dropped {
  const canTell = window.fodvidHost === undefined;
  const isFolder = (index: number) =>
    canTell && transfer.items[index]?.webkitGetAsEntry()?.isDirectory === true;
  const all = [...transfer.files];
  const files = all.filter((_, index) => !isFolder(index));
  return { files, hasFolders: files.length < all.length };
}

/** Makes the whole window a place to drop files; gives whether files are held over it. */
export function useDropZone(onDrop: (dropped: Dropped) => void): boolean {
  const [isOver, setOver] = useState(false);
  const drop = useEffectEvent((event: DragEvent) => {
    setOver(false);
    if (event.dataTransfer === null || !hasFiles(event)) return;
    event.preventDefault();
    onDrop(droppedOf(event.dataTransfer));
  });
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      // Leaving one element for another has a related target; leaving the window has none.
      if (event.relatedTarget === null) setOver(false);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return isOver;
}
