/**
 * Moves files and folders to the trash of whoever runs the server: that of freedesktop.org on Linux (the home's, or one on
 * their own disk), Finder's, or the recycle bin. Rejects where it cannot.
 */
export async function systemTrash(paths: readonly string[]): Promise<void> {
  const { default: moveToTrash } = await import('trash');
  await moveToTrash([...paths], { glob: false });
}
