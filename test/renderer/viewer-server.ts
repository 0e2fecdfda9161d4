import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

/** The encoded picture of a layer of a run's frame, JPEG or PNG, its longest side `maxSidePx`; null: of its own size. */
export type PictureRecipe = (
  layer: string,
  frame: number,
  maxSidePx: number | null,
  runId: number,
) => Promise<Uint8Array>;

/** The user interface on a fake engine, with pictures made by a recipe. */
export interface ViewerServer {
  readonly address: string;
  close(): Promise<void>;
}

const bundler = new URL('../../build/build-renderer.mjs', import.meta.url).href;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/** Bundles a page of test/renderer and serves it with its pictures on a free port of this machine. */
export async function startViewerServer(
  recipe: PictureRecipe,
  page = 'viewer-page.tsx',
): Promise<ViewerServer> {
  const folder = await mkdtemp(join(tmpdir(), 'fodvid-viewer-'));
  const { buildRenderer } = (await import(bundler)) as {
    readonly buildRenderer: (options: { readonly folder: string; readonly entry: string }) => Promise<void>;
  };
  await buildRenderer({ folder, entry: join(import.meta.dirname, page) });
  async function answer(address: string, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(address, 'http://localhost');
    const [, runId, layer, frame] = /^\/media\/runs\/(\d+)\/(\w+)\/(\d+)$/.exec(pathname) ?? [];
    if (layer !== undefined) {
      const side = searchParams.get('side');
      response.end(await recipe(layer, Number(frame), side === null ? null : Number(side), Number(runId)));
      return;
    }
    const file = pathname === '/' ? 'index.html' : pathname.slice(1);
    response.setHeader('Content-Type', contentTypes[extname(file)] ?? 'application/octet-stream');
    response.end(await readFile(join(folder, file)));
  }
  const server = createServer((request, response) => {
    void answer(request.url ?? '/', response).catch(() => response.writeHead(404).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}
