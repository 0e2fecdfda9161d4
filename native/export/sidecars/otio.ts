import { pathToFileURL } from 'node:url';
import { rateValue } from '../ffmpeg-outputs.ts';
import type { MatteTimeline, TimelineMedia } from './matte-timeline.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A timeline as OpenTimelineIO's JSON: source on the first video track, matte on the second, sound below. */
export function otioText(timeline: MatteTimeline): string {
  const { rate, frameCount, source, matte, name } = timeline;
  const fps = rateValue(rate);
  const time = (value: number): Json => ({ OTIO_SCHEMA: 'RationalTime.1', rate: fps, value });
  const range = (start: number, length: number): Json => ({
    OTIO_SCHEMA: 'TimeRange.1',
    start_time: time(start),
    duration: time(length),
  });
  const reference = ({ path, name: file, sequence, startFrame, frameCount: length }: TimelineMedia): Json => {
    const available = range(startFrame, length);
    if (sequence === null)
      return {
        OTIO_SCHEMA: 'ExternalReference.1',
        name: file,
        available_range: available,
        metadata: {},
        target_url: pathToFileURL(path).href,
      };
    return {
      OTIO_SCHEMA: 'ImageSequenceReference.1',
      name: file,
      available_range: available,
      metadata: {},
      target_url_base: `${pathToFileURL(path).href}/`,
      name_prefix: sequence.prefix,
      name_suffix: sequence.suffix,
      start_frame: sequence.start,
      frame_step: 1,
      rate: fps,
      frame_zero_padding: sequence.digits,
      missing_frame_policy: 'error',
    };
  };
  const clip = (media: TimelineMedia, from: number): Json => ({
    OTIO_SCHEMA: 'Clip.1',
    name: media.name,
    source_range: range(media.startFrame + from, frameCount),
    media_reference: reference(media),
    effects: [],
    markers: [],
    metadata: {},
  });
  const track = (label: string, kind: 'Video' | 'Audio', child: Json): Json => ({
    OTIO_SCHEMA: 'Track.1',
    name: label,
    kind,
    children: [child],
    source_range: null,
    effects: [],
    markers: [],
    metadata: {},
  });
  const document: Json = {
    OTIO_SCHEMA: 'Timeline.1',
    name,
    global_start_time: time(timeline.startFrame),
    tracks: {
      OTIO_SCHEMA: 'Stack.1',
      name: 'tracks',
      source_range: null,
      effects: [],
      markers: [],
      metadata: {},
      children: [
        track('Source', 'Video', clip(source, timeline.sourceFrom)),
        track('Matte', 'Video', clip(matte, 0)),
        ...(source.hasAudio ? [track('Sound', 'Audio', clip(source, timeline.sourceFrom))] : []),
      ],
    },
    metadata: { fodvid: { alpha: matte.hasAlpha ? 'straight' : 'matte' } },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
