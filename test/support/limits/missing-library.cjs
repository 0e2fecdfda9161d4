// Preloaded into a process (NODE_OPTIONS=--require): while the file MISSING_LIBRARY_WHILE exists, the library whose path
// contains MISSING_LIBRARY cannot be opened, as if its file had been renamed.
const { existsSync } = require('node:fs');

const open = process.dlopen;
process.dlopen = (module, path, ...rest) => {
  if (path.includes(process.env.MISSING_LIBRARY) && existsSync(process.env.MISSING_LIBRARY_WHILE))
    throw new Error(`${path}: cannot open shared object file: No such file or directory`);
  return open(module, path, ...rest);
};
