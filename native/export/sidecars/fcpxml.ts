import { pathToFileURL } from 'node:url';
import { nominalRate } from '../timing.ts';
import type { MatteTimeline, TimelineMedia } from './matte-timeline.ts';

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (character) => `&#${String(character.codePointAt(0))};`);

/** Attributes of an element. */
const attributes = (values: Readonly<Record<string, string | number>>) =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');

/**
 * A timeline as Final Cut Pro's XML, version 1.10: the source in the primary storyline, the cutout connected above it.
 * A sequence of pictures, which FCPXML does not know, is named by its first frame.
 */
export function fcpxmlText(timeline: MatteTimeline): string {
  const { rate, frameCount, source, matte, widthPx, heightPx, name, sourceFrom, isDropFrame } = timeline;
  // Times are fractions of a second, whole numbers of frames.
  const time = (frames: number) => (frames === 0 ? '0s' : `${frames * rate.den}/${rate.num}s`);
  const asset = (id: string, media: TimelineMedia) => {
    const { sequence } = media;
    const file =
      sequence === null
        ? media.path
        : `${media.path}/${sequence.prefix}${String(sequence.start).padStart(sequence.digits, '0')}${sequence.suffix}`;
    const values = {
      id,
      name: media.name,
      start: time(media.startFrame),
      duration: time(media.frameCount),
      hasVideo: 1,
      format: 'r1',
      ...(media.hasAudio ? { hasAudio: 1, audioSources: 1 } : {}),
    };
    return [
      `    <asset${attributes(values)}>`,
      `      <media-rep kind="original-media" src="${escaped(pathToFileURL(file).href)}"/>`,
      '    </asset>',
    ];
  };
  const counting = isDropFrame ? 'DF' : 'NDF';
  const format = {
    id: 'r1',
    name: `FFVideoFormat${heightPx}p${nominalRate(rate)}`,
    frameDuration: `${rate.den}/${rate.num}s`,
    width: widthPx,
    height: heightPx,
  };
  const clip = (
    reference: string,
    media: TimelineMedia,
    from: number,
    more: Readonly<Record<string, string | number>>,
  ) =>
    `asset-clip${attributes({
      ref: reference,
      name: media.name,
      ...more,
      start: time(media.startFrame + from),
      duration: time(frameCount),
      format: 'r1',
      tcFormat: counting,
    })}`;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE fcpxml>',
    '<fcpxml version="1.10">',
    '  <resources>',
    `    <format${attributes(format)}/>`,
    ...asset('r2', source),
    ...asset('r3', matte),
    '  </resources>',
    '  <library>',
    `    <event name="${escaped(name)}">`,
    `      <project name="${escaped(name)}">`,
    `        <sequence${attributes({ format: 'r1', duration: time(frameCount), tcStart: time(timeline.startFrame), tcFormat: counting })}>`,
    '          <spine>',
    `            <${clip('r2', source, sourceFrom, { offset: time(timeline.startFrame) })}>`,
    `              <${clip('r3', matte, 0, { lane: 1, offset: time(source.startFrame + sourceFrom) })}/>`,
    '            </asset-clip>',
    '          </spine>',
    '        </sequence>',
    '      </project>',
    '    </event>',
    '  </library>',
    '</fcpxml>',
  ];
  return `${lines.join('\n')}\n`;
}
