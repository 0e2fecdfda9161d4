import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const longest = 10;
const recentList = z.array(z.string()).max(longest);

/** The clips that were added last, newest first, kept in a file. */
export interface RecentClips {
  readonly list: () => readonly string[];
  add(path: string): void;
  clear(): void;
}

/** Reads the list; a file that is missing or damaged is an empty one. `changed` hears of each change. */
export function openRecentClips(file: string, changed: () => void): RecentClips {
  let list = read(file);
  function set(next: readonly string[]): void {
    list = next;
    try {
      writeFileSync(file, JSON.stringify(next));
    } catch {
      // The list is forgotten with this session.
    }
    changed();
  }
  return {
    list: () => list,
    add: (path) => set([path, ...list.filter((other) => other !== path)].slice(0, longest)),
    clear: () => set([]),
  };
}

function read(file: string): readonly string[] {
  try {
    const parsed = recentList.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}
