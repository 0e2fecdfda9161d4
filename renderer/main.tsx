import { config } from 'zod';
import { openEngineAccess } from './client/engine-access.ts';
import { startApp } from './start-app.tsx';

// zod's generated code needs eval, which the page's content security policy forbids.
config({ jitless: true });

const container = document.getElementById('root');
if (container === null) throw new Error('The page has no element with the id root.');
startApp(container, openEngineAccess(), window.fodvidHost ?? null);
