/** A clip of the matrix: what is special in it, and ffmpeg's arguments after the pattern's input. */
export interface MatrixClip {
  /** File name with its extension. */
  readonly file: string;
  readonly what: string;
  /** Filters, encoder and container options. */
  readonly options: string;
  readonly size?: string;
  readonly rate?: string;
  /** Further inputs. */
  readonly inputs?: string;
  /** Options of a second pass, which copies the streams. */
  readonly remux?: string;
  /** A sentence that refuses it, in part; it must be exported where there is none. */
  readonly refusal?: RegExp;
}

const x264 = '-c:v libx264 -preset ultrafast -qp 12';
const tagged = '-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv';
const hdr = (transfer: string) =>
  `-colorspace bt2020nc -color_primaries bt2020 -color_trc ${transfer} -color_range tv`;
const x265 = '-c:v libx265 -preset ultrafast -x265-params log-level=error';
const sound = '-f lavfi -i sine=d=1';

/** Codecs, rates, depths, ranges, geometry, containers: what clips of cameras, phones and editing tools come as. */
export const clipMatrix: readonly MatrixClip[] = [
  { file: 'h264-8bit.mp4', what: 'H.264, 8 bit, 4:2:0', options: `${x264} -pix_fmt yuv420p ${tagged}` },
  { file: 'h264-422-10bit.mp4', what: 'H.264, 10 bit, 4:2:2', options: `${x264} -pix_fmt yuv422p10le` },
  { file: 'h264-444.mp4', what: 'H.264, 8 bit, 4:4:4', options: `${x264} -pix_fmt yuv444p` },
  { file: 'h264-b-frames.mp4', what: 'H.264 with B frames', options: '-c:v libx264 -bf 3 -pix_fmt yuv420p' },
  { file: 'h264.ts', what: 'H.264 in a transport stream', options: `${x264} -pix_fmt yuv420p` },
  { file: 'h264.avi', what: 'H.264 in AVI', options: `${x264} -pix_fmt yuv420p` },
  { file: 'h264.mkv', what: 'H.264 in Matroska', options: `${x264} -pix_fmt yuv420p` },
  { file: 'hevc-8bit.mp4', what: 'HEVC, 8 bit', options: `${x265} -pix_fmt yuv420p -tag:v hvc1` },
  { file: 'hevc-10bit.mov', what: 'HEVC, 10 bit', options: `${x265} -pix_fmt yuv420p10le -tag:v hvc1` },
  { file: 'hevc-12bit.mkv', what: 'HEVC, 12 bit, 4:4:4', options: `${x265} -pix_fmt yuv444p12le` },
  {
    file: 'hdr-pq.mp4',
    what: 'HEVC, 10 bit, HDR PQ',
    options: `${x265} -pix_fmt yuv420p10le ${hdr('smpte2084')}`,
  },
  {
    file: 'hdr-hlg.mp4',
    what: 'HEVC, 10 bit, HDR HLG',
    options: `${x265} -pix_fmt yuv420p10le ${hdr('arib-std-b67')}`,
  },
  { file: 'vp8.webm', what: 'VP8', options: '-c:v libvpx -b:v 1M -pix_fmt yuv420p' },
  { file: 'vp9.webm', what: 'VP9', options: '-c:v libvpx-vp9 -b:v 1M -pix_fmt yuv420p -cpu-used 8' },
  {
    file: 'vp9-10bit.webm',
    what: 'VP9, 10 bit',
    options: '-c:v libvpx-vp9 -b:v 1M -pix_fmt yuv420p10le -cpu-used 8',
  },
  {
    file: 'vp9-alpha.webm',
    what: 'VP9 with alpha',
    options: '-c:v libvpx-vp9 -b:v 1M -pix_fmt yuva420p -auto-alt-ref 0 -cpu-used 8',
  },
  { file: 'av1.mp4', what: 'AV1', options: '-c:v libaom-av1 -cpu-used 8 -crf 30 -pix_fmt yuv420p' },
  {
    file: 'av1-10bit.mkv',
    what: 'AV1, 10 bit',
    options: '-c:v libaom-av1 -cpu-used 8 -crf 30 -pix_fmt yuv420p10le',
  },
  { file: 'mpeg2.mpg', what: 'MPEG-2', options: '-c:v mpeg2video -q:v 3 -pix_fmt yuv420p' },
  {
    file: 'mpeg2-422.mxf',
    what: 'MPEG-2, 4:2:2, in MXF',
    options: '-c:v mpeg2video -q:v 3 -pix_fmt yuv422p',
  },
  { file: 'mpeg4.avi', what: 'MPEG-4 part 2', options: '-c:v mpeg4 -q:v 3' },
  {
    file: 'prores-422.mov',
    what: 'ProRes 422',
    options: '-c:v prores_ks -profile:v standard -pix_fmt yuv422p10le',
  },
  {
    file: 'prores-4444-alpha.mov',
    what: 'ProRes 4444 with alpha',
    options: '-c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le',
  },
  {
    file: 'dnxhr-hq.mov',
    what: 'DNxHR HQ',
    options: '-c:v dnxhd -profile:v dnxhr_hq -pix_fmt yuv422p',
    size: '256x144',
  },
  {
    file: 'dnxhr-hqx.mxf',
    what: 'DNxHR HQX, 10 bit, in MXF',
    options: '-c:v dnxhd -profile:v dnxhr_hqx -pix_fmt yuv422p10le',
    size: '256x144',
  },
  { file: 'mjpeg-full.avi', what: 'MJPEG, full range', options: '-c:v mjpeg -q:v 3 -pix_fmt yuvj420p' },
  { file: 'ffv1-rgb.mkv', what: 'FFV1, RGB', options: '-c:v ffv1 -pix_fmt bgr0' },
  { file: 'ffv1-16bit.mkv', what: 'FFV1, RGB, 16 bit', options: '-c:v ffv1 -pix_fmt gbrp16le' },
  { file: 'gif.gif', what: 'GIF', options: '', rate: '10' },
  { file: 'gray.mkv', what: 'gray, 8 bit', options: '-c:v ffv1 -pix_fmt gray' },
  { file: '23976.mp4', what: '23.976 frames/s', options: `${x264} -pix_fmt yuv420p`, rate: '24000/1001' },
  {
    file: '2997df.mov',
    what: '29.97 frames/s, drop-frame timecode',
    options: `${x264} -pix_fmt yuv420p -timecode 00:59:59;28`,
    rate: '30000/1001',
  },
  { file: '5994.mp4', what: '59.94 frames/s', options: `${x264} -pix_fmt yuv420p`, rate: '60000/1001' },
  {
    file: 'vfr.mp4',
    what: 'variable frame rate',
    options: `-vf setpts='N*(1+mod(N,3))/(25*TB)' -fps_mode vfr ${x264} -pix_fmt yuv420p`,
  },
  {
    file: 'full-range.mp4',
    what: 'H.264, full range',
    options: `-vf scale=out_range=pc ${x264} -pix_fmt yuv420p -color_range pc -colorspace bt709`,
  },
  {
    file: 'bt601.mp4',
    what: 'BT.601 (SMPTE 170M)',
    options: `${x264} -pix_fmt yuv420p -colorspace smpte170m`,
  },
  ...[90, 180, 270].map((degrees) => ({
    file: `rotated-${degrees}.mp4`,
    what: `turned by ${degrees} degrees when played`,
    options: `${x264} -pix_fmt yuv420p`,
    remux: `-metadata:s:v rotate=${degrees}`,
  })),
  { file: 'sar.mp4', what: 'pixels of 16:11', options: `-vf setsar=16/11 ${x264} -pix_fmt yuv420p` },
  { file: 'odd.mkv', what: 'odd sides', options: '-vf scale=131:99,format=yuv444p -c:v ffv1' },
  { file: 'tall.mp4', what: 'upright', options: `${x264} -pix_fmt yuv420p`, size: '96x160' },
  {
    file: 'edit-list.mp4',
    what: 'an edit list that leaves out the beginning',
    options: `-ss 0.2 ${x264} -bf 2 -pix_fmt yuv420p -c:a aac`,
    inputs: sound,
  },
  {
    file: 'two-tracks.mkv',
    what: 'two video tracks',
    options: `-map 0:v -map 1:v ${x264} -pix_fmt yuv420p`,
    inputs: '-f lavfi -i smptebars=s=160x96:r=25',
  },
  {
    file: 'sound-aac.mp4',
    what: 'AAC sound',
    options: `${x264} -pix_fmt yuv420p -c:a aac -shortest`,
    inputs: sound,
  },
  {
    file: 'sound-pcm.mov',
    what: 'PCM sound, 24 bit',
    options: `${x264} -pix_fmt yuv420p -c:a pcm_s24le -shortest`,
    inputs: sound,
  },
  {
    file: 'interlaced.mp4',
    what: 'H.264, interlaced',
    options: `-vf interlace ${x264} -pix_fmt yuv420p -flags +ilme+ildct -x264opts tff=1`,
    rate: '50',
  },
  {
    file: 'interlaced.mpg',
    what: 'MPEG-2, interlaced',
    options: '-vf interlace -c:v mpeg2video -flags +ilme+ildct -q:v 3 -pix_fmt yuv420p',
    rate: '50',
  },
  {
    file: 'sound-only.mp4',
    what: 'no picture',
    options: '-map 1:a -c:a aac',
    inputs: sound,
    refusal: /no video|holds no|sound/i,
  },
  { file: 'tiny.mkv', what: '8x8 pixels', options: '-c:v ffv1', size: '8x8', refusal: /8 ?[x×] ?8|at least/ },
];
