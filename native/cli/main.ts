#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything large is imported: the second start reads compiled code.
enableCompileCache();
const { runCommandLine } = await import('./command-line.ts');
await runCommandLine(process.argv.slice(2));
