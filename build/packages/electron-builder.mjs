// How electron-builder packs the app (npm run dist): one package for one system and processor, built on that system.
// Signing and notarization happen where the environment brings what they need: CSC_LINK and CSC_KEY_PASSWORD (macOS and
// Windows), APPLE_API_KEY, APPLE_API_KEY_ID and APPLE_API_ISSUER (notarization). FODVID_UPDATE_URL is the
// https address of an update feed; without it the app knows of none. FODVID_HOMEPAGE is the publisher's page
// (build/publisher.mjs).
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ffmpegPackage } from './package-ffmpeg.mjs';
import { afterPack } from './packed-programs.mjs';
import { publisherPage, repositoryFields } from '../publisher.mjs';

const { APPLE_API_KEY, CSC_LINK, FODVID_UPDATE_URL } = process.env;
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
  '@ffmpeg-installer',
  '@msgpackr-extract',
  'trash',
];

const videoTypes = {
  mp4: 'video/mp4',
  m4v: 'video/x-m4v',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
  webm: 'video/webm',
  avi: 'video/x-msvideo',
};

/** Texts that nobody needs to run the app; licences stay. */
const leftOut = [
  '!**/!(licen[cs]e*|LICEN[CS]E*|Licen[cs]e*|copying*|COPYING*|notice*|NOTICE*).{md,markdown}',
  '!**/*.{map,ts,mts,cts}',
  '!**/{test,tests,__tests__,example,examples,docs}/**',
];

/** Packages that bring the libraries of every system; only those of this one are kept. */
const otherSystems = (platform, arch) => [
  `!node_modules/onnxruntime-node/bin/napi-v6/!(${platform})/**`,
  `!node_modules/onnxruntime-node/bin/napi-v6/${platform}/!(${arch})/**`,
  // The same library under its long name, by which nothing asks for it.
  '!node_modules/onnxruntime-node/bin/napi-v6/darwin/*/libonnxruntime.+([0-9]).+([0-9]).+([0-9]).dylib',
  `!node_modules/better-sqlite3/prebuilds/!(${platform}-${arch}).node`,
  '!node_modules/better-sqlite3/{src,deps}/**',
];

/**
 * electron-builder's configuration for the package of a system and processor, made of what lies in the folder `root`; `page`
 * is the publisher's, null where it has none.
 */
export const packageConfig = ({ platform, arch, root, page = publisherPage(root) }) => ({
  appId: 'studio.fodvid.app',
  productName: 'FODVid Studio',
  copyright: 'MIT License',
  directories: { output: 'dist', buildResources: 'resources/icons' },
  icon: 'resources/icons/icon.png',
  files: [
    { from: 'out/app', to: '.', filter: ['**/*'] },
    'package.json',
    ...leftOut,
    ...otherSystems(platform, arch),
    // One ffmpeg is enough.
    ...(ffmpegPackage(join(root, 'node_modules'), platform, arch) === 'ffmpeg-static'
      ? ['!node_modules/@ffmpeg-installer/**']
      : []),
  ],
  extraMetadata: {
    main: 'electron/main.js',
    ...(page === null ? {} : { homepage: page }),
    ...repositoryFields(root),
  },
  extraResources: [
    { from: 'LICENSE', to: 'LICENSE.txt' },
    { from: 'out/app/renderer/third-party.txt', to: 'THIRD-PARTY.txt' },
  ],
  asar: true,
  asarUnpack: unpacked.map((name) => `**/node_modules/${name}/**`),
  // Node-API binaries fit every runtime: nothing is compiled.
  npmRebuild: false,
  afterPack,
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
    // Changed fuses break the signature that Electron comes with, and Apple's processors run nothing unsigned.
    resetAdHocDarwinSignature: process.platform === 'darwin' && !CSC_LINK,
  },
  fileAssociations: Object.entries(videoTypes).map(([ext, mimeType]) => ({
    ext,
    name: `${ext.toUpperCase()} video`,
    role: 'Viewer',
    rank: 'Alternate',
    mimeType,
  })),
  publish: FODVID_UPDATE_URL ? [{ provider: 'generic', url: FODVID_UPDATE_URL }] : null,
  // Its launcher starts without a sandbox where the system allows none, instead of aborting: electron/sandbox.ts.
  toolsets: { appimage: '1.0.3' },
  win: { target: ['nsis'] },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
  mac: {
    // The disk image is for people, the zip file for updates.
    target: ['dmg', 'zip'],
    category: 'public.app-category.video',
    hardenedRuntime: true,
    gatekeeperAssess: false,
    entitlements: 'build/packages/entitlements.mac.plist',
    entitlementsInherit: 'build/packages/entitlements.mac.plist',
    notarize: Boolean(APPLE_API_KEY),
  },
  linux: {
    // A .deb has to name its publisher's page.
    target: page === null ? ['AppImage'] : ['AppImage', 'deb'],
    category: 'AudioVideo',
    maintainer: 'FODVid Studio',
    synopsis: 'Finds the moving object in videos',
  },
});

/** The folder that paths of the configuration are meant from. */
export const projectDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @type {import('electron-builder').Configuration} */
export default packageConfig({ platform: process.platform, arch: process.arch, root: projectDir });
