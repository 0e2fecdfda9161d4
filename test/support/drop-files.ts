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
  const seen = await page.evaluateHandle(() => {
    const drops = { count: 0 };
    window.addEventListener('drop', () => drops.count++, { capture: true, once: true });
    return drops;
  });
  // A drop is let through only where the page has said that it takes one; what comes to a busy page may be lost.
  for (let attempt = 0; attempt < 100 && (await seen.evaluate(({ count }) => count)) === 0; attempt++) {
    await dispatch('dragEnter');
    await dispatch('dragOver');
    await page.waitForTimeout(300);
    await dispatch('dragOver');
    await dispatch('drop');
  }
  await devtools.detach();
}
