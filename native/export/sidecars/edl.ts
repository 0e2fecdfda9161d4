import { timecodeAfter } from '../timing.ts';
import type { MatteTimeline, TimelineMedia } from './matte-timeline.ts';

/** A reel's name as CMX 3600 knows it: eight letters and digits. */
const reel = (name: string, fallback: string) =>
  (
    name
      .replace(/\.\w+$/, '')
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 8)
      .toUpperCase() || fallback
  ).padEnd(8);

/** A timeline as an edit decision list (CMX 3600): the source on V, the matte keyed over it on V2. */
export function edlText(timeline: MatteTimeline): string {
  const { rate, isDropFrame, frameCount, source, matte, name, sourceFrom } = timeline;
  const zero = isDropFrame ? '00:00:00;00' : '00:00:00:00';
  const at = (frame: number) => timecodeAfter(zero, frame, rate);
  const event = (number: number, track: string, media: TimelineMedia, from: number, fallback: string) => {
    const [start, record] = [media.startFrame + from, timeline.startFrame];
    const times = [start, start + frameCount, record, record + frameCount].map(at).join(' ');
    return [
      `${String(number).padStart(3, '0')}  ${reel(media.name, fallback)} ${track.padEnd(5)} C        ${times}`,
      `* FROM CLIP NAME: ${media.name}`,
      `* SOURCE FILE: ${media.path}`,
    ];
  };
  const lines = [
    `TITLE: ${name.slice(0, 70)}`,
    `FCM: ${isDropFrame ? 'DROP FRAME' : 'NON-DROP FRAME'}`,
    '',
    ...event(1, 'V', source, sourceFrom, 'SOURCE'),
    ...event(2, 'V2', matte, 0, 'MATTE'),
  ];
  return `${lines.join('\n')}\n`;
}
