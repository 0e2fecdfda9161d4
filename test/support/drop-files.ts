import type { Page } from 'playwright-core';

/** Drops files and folders of this machine on the window, as the system would. */
export async function dropFiles(page: Page, files: string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const dispatch = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    devtools.send('Input.dispatchDragEvent', {
      type,
      x: 640,
      y: 400,
      data: { items: [], files, dragOperationsMask: 1 },
    });
  // A drop is let through only where the page has said that it takes one; a busy page may miss what comes first.
  const overlay = page.getByText('Drop videos or folders of frames anywhere', { exact: true });
  for (let attempt = 0; attempt < 30 && !(await overlay.isVisible()); attempt++) {
    await dispatch('dragEnter');
    await dispatch('dragOver');
    await page.waitForTimeout(300);
  }
  await dispatch('dragOver');
  await dispatch('drop');
  await devtools.detach();
}
