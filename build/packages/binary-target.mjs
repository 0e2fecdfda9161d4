// Which system and processor a program or library is for, read from its first bytes.
import { closeSync, openSync, readSync } from 'node:fs';

const elfMachines = { 0x3e: 'x64', 0xb7: 'arm64' };
const peMachines = { 0x8664: 'x64', 0xaa64: 'arm64' };
const machCpus = { 0x01000007: 'x64', 0x0100000c: 'arm64' };

function firstBytes(path) {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(4096);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}

/**
 * `{ platform, arch }` as Node names them ('linux', 'win32' or 'darwin'; 'x64' or 'arm64', null for any other processor) of
 * an ELF, PE or Mach-O file; null for any other file.
 */
export function binaryTarget(path) {
  const bytes = firstBytes(path);
  if (bytes.length < 64) return null;
  if (bytes.readUInt32BE(0) === 0x7f454c46)
    return { platform: 'linux', arch: elfMachines[bytes.readUInt16LE(18)] ?? null };
  if (bytes.readUInt32LE(0) === 0xfeedfacf)
    return { platform: 'darwin', arch: machCpus[bytes.readUInt32LE(4)] ?? null };
  if (bytes.readUInt16BE(0) !== 0x4d5a) return null;
  const header = bytes.readUInt32LE(60);
  if (header + 6 > bytes.length || bytes.readUInt32BE(header) !== 0x50450000) return null;
  return { platform: 'win32', arch: peMachines[bytes.readUInt16LE(header + 4)] ?? null };
}
