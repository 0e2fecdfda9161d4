import { extensionOf } from '../base/file-kinds.ts';

/** Where the page of the renderer's bundle has the nonce of its answer, in place of which each answer puts a new one. */
export const noncePlaceholder = '{{nonce}}';

/**
 * The Content-Security-Policy of the renderer's page: its own files and nothing else. Styles that the page makes at run
 * time carry the nonce; `connect` are the addresses besides its own that it may speak to (its WebSocket).
 */
export const contentSecurityPolicy = (nonce: string, connect: readonly string[] = []): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    ['connect-src', "'self'", ...connect].join(' '),
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** The headers of everything that a host answers: no guessing of types, no frames, no referrer, no sharing with other sites. */
export const protectiveHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
} as const;

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/vnd.microsoft.icon',
  woff2: 'font/woff2',
};

/** The content type of a file of the page's bundle. */
export const contentTypeOf = (name: string): string =>
  contentTypes[extensionOf(name)] ?? 'application/octet-stream';
