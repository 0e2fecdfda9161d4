// How electron-builder packs the app:  npm run dist  [-- --linux | --mac | --win]
// Signing and notarization happen where the environment brings what they need: CSC_LINK and CSC_KEY_PASSWORD (macOS and
// Windows), APPLE_API_KEY, APPLE_API_KEY_ID and APPLE_API_ISSUER (notarization). FODVID_UPDATE_URL is the
// https address of an update feed; without it the app knows of none.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const { APPLE_API_KEY, FODVID_UPDATE_URL } = process.env;
if (FODVID_UPDATE_URL && URL.parse(FODVID_UPDATE_URL)?.protocol !== 'https:')
  throw new Error('FODVID_UPDATE_URL has to be an https address: the app takes updates over no other way.');

/** Packages whose programs and libraries the system loads by their paths, which lead into no archive. */
const unpacked = [
  'onnxruntime-node',
  'onnxruntime-common',
  'better-sqlite3',
  'sharp',
  '@img',
  '@napi-rs',
  'ffmpeg-static',
];

const videoTypes = {
  mp4: 'video/mp4',
  m4v: 'video/x-m4v',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
  webm: 'video/webm',
  avi: 'video/x-msvideo',
};

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'studio.fodvid.app',
  productName: 'FODVid Studio',
  copyright: 'MIT License',
  directories: { output: 'dist', buildResources: 'resources/icons' },
  icon: 'resources/icons/icon.png',
  files: [
    { from: 'out/app', to: '.', filter: ['**/*'] },
    'package.json',
    '!**/*.{md,map,ts,mts,cts,markdown}',
    '!**/{test,tests,__tests__,example,examples,docs}/**',
    // onnxruntime-node brings the libraries of every platform; only this one's are kept.
    '!node_modules/onnxruntime-node/bin/napi-v6/!(${platform})/**',
    '!node_modules/onnxruntime-node/bin/napi-v6/${platform}/!(${arch})/**',
    '!node_modules/better-sqlite3/{src,deps}/**',
  ],
  extraMetadata: { main: 'electron/main.js' },
  asar: true,
  asarUnpack: unpacked.map((name) => `**/node_modules/${name}/**`),
  // Node-API binaries fit every runtime: nothing is compiled.
  npmRebuild: false,
  electronFuses: {
    // The engine tries graphics providers in a child process, because a crash there must harm nobody: docs/security.md.
    runAsNode: true,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  fileAssociations: Object.entries(videoTypes).map(([ext, mimeType]) => ({
    ext,
    name: `${ext.toUpperCase()} video`,
    role: 'Viewer',
    rank: 'Alternate',
    mimeType,
  })),
  publish: FODVID_UPDATE_URL ? [{ provider: 'generic', url: FODVID_UPDATE_URL }] : null,
  win: { target: [{ target: 'nsis', arch: ['x64', 'arm64'] }] },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
  mac: {
    // The disk image is for people, the zip file for updates.
    target: ['dmg', 'zip'].map((target) => ({ target, arch: ['x64', 'arm64'] })),
    category: 'public.app-category.video',
    hardenedRuntime: true,
    gatekeeperAssess: false,
    entitlements: 'build/entitlements.mac.plist',
    entitlementsInherit: 'build/entitlements.mac.plist',
    notarize: Boolean(APPLE_API_KEY),
  },
  linux: {
    target: ['AppImage', 'deb'],
    category: 'AudioVideo',
    maintainer: 'FODVid Studio',
    synopsis: 'Finds the moving object in videos',
  },
};

/** The folder that paths of the configuration are meant from. */
export const projectDir = dirname(dirname(fileURLToPath(import.meta.url)));
