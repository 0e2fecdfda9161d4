export { cacheLimitBytes, defaultCacheFolder } from '../../store/location.ts';
