// Where ESLint and editors look for the rules.
export { default } from './build/eslint.config.mjs';
