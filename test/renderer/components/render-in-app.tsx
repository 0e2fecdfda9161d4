import { afterEach } from 'node:test';
import { cleanup, render } from '@testing-library/react';
import { userEvent, type UserEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';
import type { EngineClient, MethodName } from '../../../native/api/contract.ts';
import type { FodvidHost } from '../../../native/api/host.ts';
import type { EngineAccess } from '../../../renderer/client/engine-access.ts';
import { fetchedPictures } from '../../../renderer/client/port-pictures.ts';
import { I18nProvider } from '../../../renderer/i18n/i18n.tsx';
import { AppContext } from '../../../renderer/state/app-context.ts';
import { createAppState, type AppState } from '../../../renderer/state/app-state.ts';
import { createFakeEngine, type FakeContent } from '../fake-engine.ts';

const mediaUrl = (path: string) => `/media/${path}`;

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
afterEach(cleanup);

/** What a rendered component asked of the engine, and the person who uses it. */
export interface RenderedInApp {
  readonly state: AppState;
  readonly user: UserEvent;
  /** The parameters of each call of a method so far. */
  readonly calls: (method: MethodName) => unknown[];
  readonly unmount: () => void;
}

/** How pictures reach a page in a browser. */
const inBrowser = { mediaUrl, loadPicture: fetchedPictures(mediaUrl) };

/**
 * Renders a component as a part of the app on a fake engine with these answers; `pictures` is how pictures reach it, `host`
 * what Electron offers.
 */
export function renderInApp(
  node: ReactNode,
  answers: FakeContent['answers'] = {},
  pictures: Pick<EngineAccess, 'mediaUrl' | 'loadPicture'> = inBrowser,
  host: FodvidHost | null = null,
): RenderedInApp {
  const made: { method: MethodName; params: unknown }[] = [];
  const engine = createFakeEngine({ clipCount: 0, answers });
  const call = ((method: MethodName, params: never) => {
    made.push({ method, params });
    return engine.call(method, params);
  }) as EngineClient['call'];
  const state = createAppState({ engine: { ...engine, call }, ...pictures, upload: null }, host);
  const { unmount } = render(
    <AppContext value={state}>
      <I18nProvider>{node}</I18nProvider>
    </AppContext>,
  );
  return {
    state,
    user: userEvent.setup(),
    calls: (method) => made.filter((one) => one.method === method).map(({ params }) => params),
    unmount,
  };
}
