import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edlText } from '../../native/export/sidecars/edl.ts';
import { fcpxmlText } from '../../native/export/sidecars/fcpxml.ts';
import { otioText } from '../../native/export/sidecars/otio.ts';
import type { MatteTimeline } from '../../native/export/sidecars/matte-timeline.ts';

/** Frames 10 to 59 of a clip that begins at 01:00:00;00, drop-frame. */
const timeline: MatteTimeline = {
  name: 'surf matte',
  widthPx: 1920,
  heightPx: 1080,
  rate: { num: 30000, den: 1001 },
  isDropFrame: true,
  source: {
    path: '/clips/surf & sand.mov',
    name: 'surf & sand.mov',
    sequence: null,
    startFrame: 107892,
    frameCount: 100,
    hasAlpha: false,
    hasAudio: true,
  },
  matte: {
    path: '/out/surf-cutout.mov',
    name: 'surf-cutout.mov',
    sequence: null,
    startFrame: 107902,
    frameCount: 50,
    hasAlpha: true,
    hasAudio: false,
  },
  sourceFrom: 10,
  frameCount: 50,
  startFrame: 107902,
};

interface OtioClip {
  readonly source_range: { readonly start_time: { readonly value: number; readonly rate: number } };
  readonly media_reference: { readonly target_url: string };
}

test('OTIO puts the matte over the source on the same frame', () => {
  const otio = JSON.parse(otioText(timeline)) as {
    OTIO_SCHEMA: string;
    tracks: { children: { kind: string; children: OtioClip[] }[] };
  };
  assert.equal(otio.OTIO_SCHEMA, 'Timeline.1');
  const [source, matte, sound] = otio.tracks.children;
  assert.deepEqual([source!.kind, matte!.kind, sound!.kind], ['Video', 'Video', 'Audio']);
  assert.equal(source!.children[0]!.source_range.start_time.value, 107902);
  assert.equal(matte!.children[0]!.source_range.start_time.value, 107902);
  assert.equal(matte!.children[0]!.source_range.start_time.rate, 30000 / 1001);
  assert.equal(matte!.children[0]!.media_reference.target_url, 'file:///out/surf-cutout.mov');
});

test('FCPXML counts in whole frames as fractions, and connects the cutout above', () => {
  const xml = fcpxmlText(timeline);
  assert.match(xml, /<fcpxml version="1.10">/);
  assert.match(xml, /frameDuration="1001\/30000s"/);
  assert.match(xml, /name="surf &#38; sand.mov" start="107999892\/30000s"/);
  assert.match(xml, /<asset-clip ref="r3" name="surf-cutout.mov" lane="1" offset="108009902\/30000s"/);
  assert.match(xml, /tcFormat="DF"/);
});

test('the EDL names reels and times of both events', () => {
  const lines = edlText(timeline).split('\n');
  assert.equal(lines[1], 'FCM: DROP FRAME');
  assert.equal(lines[3], '001  SURFSAND V     C        01:00:00;10 01:00:02;00 01:00:00;10 01:00:02;00');
  assert.equal(lines[6], '002  SURFCUTO V2    C        01:00:00;10 01:00:02;00 01:00:00;10 01:00:02;00');
  assert.ok(lines.includes('* FROM CLIP NAME: surf & sand.mov'));
});
