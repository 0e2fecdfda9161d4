import type { ErrorCode, ErrorValues } from '../../../native/base/error-words.ts';

/** Every error that the window words itself: what is wrong, and the way out. */
export const errors: { readonly [C in ErrorCode]: (values: ErrorValues[C]) => string } = {
  'cache-folder-fixed': () =>
    'The cache folder was chosen when the server was started; it cannot be changed here.',
  'cache-full': ({ folder }) =>
    `The disk with the cache folder ${folder} is full. Free some space, then try again; what was computed is kept.`,
  'cache-locked': ({ folder }) =>
    `Another program keeps the cache in ${folder} locked. Close it, then try again.`,
  'cache-newer': ({ folder }) => `A newer FODVid Studio wrote the cache in ${folder}. Update this one.`,
  'cache-unwritable': ({ folder, reason }) =>
    `The cache folder ${folder} cannot be written (${reason}). Choose another in the settings.`,
  'candidate-missing': ({ candidate, count }) => `There is no candidate ${candidate}; the shot has ${count}.`,
  'candidates-gone': () => 'The cache no longer holds what candidates are made from. Run the clip again.',
  'clip-changed': ({ clip }) => `${clip} has changed since it was handed over. Hand it over again.`,
  'clip-corrected': ({ clip }) =>
    `The results of ${clip} hold fixes that only this computer knows. Run the clip here.`,
  'clip-crashes': () =>
    'Its computers crashed repeatedly while running it; it may need more memory than they have. Run it on another.',
  'clip-elsewhere': ({ clip }) => `${clip} waits for other computers. Take it back to change its settings.`,
  'clip-gone': ({ clip }) => `The clip ${clip} was moved or deleted. Put it back, then try again.`,
  'clip-missing': ({ path }) => `${path} does not exist or cannot be read. Check the path.`,
  'clip-process': ({ reason }) =>
    `The clip’s process went away (${reason}); it may need more memory. Try again.`,
  'clip-started': ({ clip }) => `${clip} has started; its settings are fixed.`,
  'clip-too-small': ({ path, size, least }) =>
    `${path} has ${size} pixels; at least ${least} are needed. Choose a larger clip.`,
  'clip-unreachable': ({ path }) => `The clip ${path} cannot be read at the moment. Check its share.`,
  'clip-unqueued': () => 'This clip is no longer in the queue.',
  'clips-none': ({ folder }) => `The folder ${folder} holds neither frames nor videos. Choose another.`,
  'computers-off': () => 'This computer belongs to no queue. Connect it under Settings > Computers.',
  'computers-version': ({ theirs, ours, count }) =>
    `The queue holds ${count} ${count === 1 ? 'clip' : 'clips'} of ${theirs}; this computer runs ${ours}. Install the same version, or wait until those have ended.`,
  'download-failed': ({ url, reason }) =>
    `${url} could not be downloaded (${reason}). Check the network, then try again: it continues where it stopped.`,
  'download-running': ({ model }) => `${model} is already being downloaded.`,
  'encoder-missing': ({ format, encoder }) =>
    `${format} needs the encoder ${encoder}, which this ffmpeg lacks. Choose another format, or install a full ffmpeg.`,
  'export-busy': ({ path }) =>
    `Another export is writing ${path}. Wait for it, or choose another folder or name.`,
  'export-too-large': ({ needed, free, folder }) =>
    `The export needs about ${needed}, but ${folder} has ${free} free. Make room, or choose another folder, fewer formats or a shorter range.`,
  'features-gone': ({ frame }) =>
    `The cache no longer holds the features of frame ${frame}. Run the clip again to compute them.`,
  'ffmpeg-missing': () => 'ffmpeg was not found. Install it, then restart FODVid Studio.',
  'file-open': ({ path }) => `${path} cannot be removed. Close the program that has it open.`,
  'file-unwritable': ({ path, reason }) =>
    `${path} cannot be written (${reason}). Choose another folder, or make room there.`,
  'folder-pair': ({ shared, local }) =>
    `“${shared}” and “${local}” must be two absolute paths of one folder, as in /mnt/clips and /Volumes/clips.`,
  'folder-unreadable': ({ folder }) => `The folder ${folder} cannot be read. Choose another.`,
  'frame-missing': ({ frame }) => `The clip has no frame ${frame}.`,
  'frames-differ': ({ path, size, otherPath, otherSize }) =>
    `The frames differ in size: ${path} has ${size} pixels, ${otherPath} has ${otherSize}. Keep frames of one size in one folder.`,
  'frames-missing': ({ first, last, count }) =>
    `There are no frames ${first} to ${last}; the clip has ${count} frames.`,
  'frames-none': ({ folder }) => `The folder ${folder} holds no frames (PNG, JPEG). Choose another.`,
  'image-unreadable': ({ path, reason }) =>
    `The picture ${path} cannot be read (${reason}). Replace it with an intact one.`,
  'library-broken': ({ library, reason }) =>
    `The library ${library} cannot be loaded (${reason}). Install the app again.`,
  'outside-library': ({ path, folders }) => `${path} is outside the library. Move it into ${folders}.`,
  'output-unwritable': ({ folder }) => `The output folder ${folder} cannot be written. Choose another.`,
  'output-unshared': ({ folder, folders }) =>
    `The output folder ${folder} is in no folder that the computers share (${folders}). Choose one there under Settings > Results.`,
  'part-outside': ({ clip, from, to, last }) =>
    `The frames ${from} to ${to} of ${clip} cannot be run: it has the frames 0 to ${last}. Choose others.`,
  'path-unshared': ({ path, folders }) =>
    `${path} is in no folder that the computers share (${folders}). Move it into one of them.`,
  'path-outside': ({ path, folders }) =>
    `${path} lies outside the folders that the computer shares (${folders}). Start its worker with that folder.`,
  'provider-fails': ({ provider, reason }) =>
    `${provider} does not work on this machine (${reason}). Choose Automatic or CPU as compute device.`,
  'queue-address': ({ address }) =>
    `“${address}” is not a queue’s address. It must be redis://HOST:PORT, or rediss:// with TLS.`,
  'queue-certificate': ({ address, reason }) =>
    `The certificate of ${address} is not trusted (${reason}). Choose the file of its authority.`,
  'queue-lost': ({ address }) =>
    `${address} does not answer. Clips go on where they run; the connection is tried again.`,
  'queue-open': ({ address }) =>
    `The queue at ${address} would be open to everybody on the network. Give Redis a password (requirepass), and enter it here.`,
  'queue-password': ({ address }) =>
    `${address} does not accept the password. Enter the one of its requirepass.`,
  'queue-unreachable': ({ address, reason }) =>
    `No Redis answers at ${address} (${reason}). Check the address, and that Redis runs there.`,
  'run-queued': () =>
    'The clip is to be run again. Take it out of the queue first, or wait until it has finished.',
  'only-watches': () =>
    'This page only watches. Change it in the FODVid Studio that works on this cache, or take over.',
  'takeover-busy': () => 'An export or a change is just being written. Try again when it is done.',
  'takeover-refused': ({ reason }) =>
    `The other FODVid Studio does not hand the cache over (${reason}). End it, then try again.`,
  'run-busy': () => 'The clip is being run again. Wait until it has finished, or cancel it.',
  'results-occupied': ({ folder }) =>
    `${folder} already holds other results, which are kept. Hand the clip over again: it gets another folder.`,
  'results-unseen': ({ folder }) =>
    `The results in ${folder} cannot be read here. Check that this computer sees the shared folder.`,
  'run-gone': () => 'This run no longer exists. Open another from the list.',
  'share-full': ({ folder }) => `The shared folder ${folder} is full. Make room there.`,
  'share-gone': ({ folder }) => `The shared folder ${folder} is gone, or not mounted. Mount it again.`,
  'share-unwritable': ({ folder, code }) =>
    `The shared folder ${folder} cannot be written (${code}). Check its server.`,
  'storage-away': ({ endpoint, code }) =>
    `The object storage at ${endpoint} does not answer (${code}). Check that it runs.`,
  'storage-refused': ({ endpoint, code }) =>
    `The object storage at ${endpoint} refuses the computer (${code}). Check its key, bucket and region, then restart its worker.`,
  'storage-denied': ({ address, code }) =>
    `The computer’s key gives no access to ${address} (${code}). Allow it in the object storage.`,
  'truth-elsewhere': ({ folder, clip }) =>
    `The folder ${folder} holds no ground truth of ${clip}. Choose the folder of its masks, or of a data set with a folder named ${clip}.`,
  'truth-size': ({ path, size, maskSize }) =>
    `The ground truth ${path} has ${size} pixels, the masks have ${maskSize}. Choose the folder that belongs to this clip.`,
  unexpected: ({ reason }) => `Something unexpected happened: ${reason}.`,
  'video-cut-off': ({ path, count, wholeCount }) =>
    `${path} is cut off: ${count} of about ${wholeCount} frames are there. Run these, or download it again.`,
  'video-broken-frames': ({ path, frames, count, wholeCount, last }) =>
    `${count === 1 ? 'Frame' : 'Frames'} ${frames} of ${wholeCount} in ${path} cannot be decoded. Run it up to frame ${last}, download it again, or re-encode it.`,
  'video-empty': ({ path }) => `The video ${path} is empty. Replace or remove it.`,
  'video-undecodable': ({ path, reason }) =>
    `The video ${path} cannot be decoded (${reason}). Replace or re-encode it.`,
  'video-unreadable': ({ path, reason }) =>
    `The video ${path} cannot be read (${reason}). Replace or remove it.`,
  'version-differs': ({ ours }) =>
    `The queue’s clips need another version than ${ours}. Install it on that computer.`,
  'weights-differ': ({ model, sha256 }) =>
    `That computer has other weights of ${model} than the clips need (SHA-256 ${sha256}…). Import the same ones there.`,
  'weights-missing': ({ models }) =>
    `The weights of ${models} are missing. Download or import them under Models.`,
};
