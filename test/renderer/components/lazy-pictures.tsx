import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { LazyPicture } from '../../../renderer/components/pictures/lazy-picture.tsx';
import { LoopThumbnail } from '../../../renderer/components/pictures/loop-thumbnail.tsx';
import { renderInApp, type RenderedInApp } from './render-in-app.tsx';

/** Says in the browser's place what is in sight: nothing is laid out here. */
const observers: { readonly margin: string | undefined; readonly see: (inSight: boolean) => void }[] = [];
class SightObserver {
  constructor(hear: (entries: { isIntersecting: boolean }[]) => void, options?: IntersectionObserverInit) {
    observers.push({
      margin: options?.rootMargin,
      see(isIntersecting) {
        act(() => hear([{ isIntersecting }]));
      },
    });
  }
  observe() {
    // The test says what is in sight.
  }
  disconnect() {
    observers.pop();
  }
}
Object.assign(globalThis, { IntersectionObserver: SightObserver });

/** The settings come in a moment, and what they change is drawn before the test goes on. */
const settled = ({ state }: RenderedInApp) =>
  waitFor(() => assert.equal(state.settings.get().status, 'ready'));

/** A picture in Electron, and what was asked of the port for it. */
async function renderOverPort() {
  const asked: { path: string; signal: AbortSignal; answer: (picture: Blob | Error) => void }[] = [];
  const rendered = renderInApp(
    <LazyPicture path="jobs/7/thumbnail" label="first look" missing={<b>gone</b>} sx={{}} />,
    {},
    {
      mediaUrl: null,
      loadPicture(path, signal) {
        const { promise, resolve, reject } = Promise.withResolvers<Blob>();
        const answer = (picture: Blob | Error) => {
          if (picture instanceof Error) reject(picture);
          else resolve(picture);
        };
        asked.push({ path, signal, answer });
        return promise;
      },
    },
  );
  await settled(rendered);
  return { ...rendered, asked };
}

test('a loop is asked for after its still picture, which shows until the loop has come', async () => {
  const pathOf = ({ still }: { still: boolean }) => (still ? 'still' : 'loop');
  await settled(renderInApp(<LoopThumbnail pathOf={pathOf} aspect={16 / 9} label="turtle" />));
  const sources = () => Array.from(document.querySelectorAll('img'), ({ src }) => src.split('/').at(-1));
  assert.deepEqual(sources(), ['still']);
  fireEvent.load(screen.getByRole('img', { name: 'turtle' }));
  assert.deepEqual(sources(), ['still', 'loop']);
  fireEvent.load(document.querySelectorAll('img')[1]!);
  assert.deepEqual(sources(), ['loop']);
  assert.ok(screen.getByRole('img', { name: 'turtle' }));
});

describe('a small picture in Electron', () => {
  test('is asked for over the port when it comes into sight, and shown', async () => {
    const { asked } = await renderOverPort();
    assert.equal(asked.length, 0);
    observers.at(-1)!.see(true);
    assert.deepEqual(
      asked.map(({ path }) => path),
      ['jobs/7/thumbnail'],
    );
    asked[0]!.answer(new Blob(['x'], { type: 'image/webp' }));
    const picture = await screen.findByRole('img', { name: 'first look' });
    assert.match(picture.getAttribute('src')!, /^blob:/);
    observers.at(-1)!.see(false);
    observers.at(-1)!.see(true);
    assert.equal(asked.length, 1, 'one that is there is not asked for again');
  });

  test('is cancelled when it is scrolled away or leaves the page before it came', async () => {
    const { asked, unmount } = await renderOverPort();
    observers.at(-1)!.see(true);
    observers.at(-1)!.see(false);
    observers.at(-1)!.see(true);
    assert.deepEqual(
      asked.map(({ signal }) => signal.aborted),
      [true, false],
    );
    unmount();
    assert.ok(asked[1]!.signal.aborted);
  });

  test('has a sign in its place where it cannot be had', async () => {
    const { asked } = await renderOverPort();
    observers.at(-1)!.see(true);
    asked[0]!.answer(new Error('There is no picture.'));
    assert.ok(await screen.findByText('gone'));
  });
});

test('in a browser a picture has its address, and the browser looks itself whether it is in sight', async () => {
  await settled(
    renderInApp(<LazyPicture path="jobs/7/thumbnail" label="first look" missing={null} sx={{}} />),
  );
  const picture = screen.getByRole('img', { name: 'first look' });
  assert.equal(picture.getAttribute('src'), '/media/jobs/7/thumbnail');
  assert.equal(picture.getAttribute('loading'), 'lazy');
  assert.equal(observers.length, 0);
});
