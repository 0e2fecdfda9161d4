import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportFormatId, ExportRequest } from '../../api/exports.ts';
import { chosenFormats, namesOf } from './export-run.ts';

/** Where the files of an export go. */
export const exportPlaces = (request: ExportRequest, clip: string, outDir: string): string[] =>
  chosenFormats(request).map((format) => join(outDir, namesOf(format, request, clip).place));

/** Those of a request's formats that do not lie in their place. */
export function lackingFormats(request: ExportRequest, clip: string, outDir: string): ExportFormatId[] {
  const places = exportPlaces(request, clip, outDir);
  return request.formats.filter((_, k) => !existsSync(places[k]!));
}
