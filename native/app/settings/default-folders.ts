/** Where the cache lies unless somebody says: one place for the command line and every user interface. */
export { defaultCacheFolder } from '../../store/location.ts';
