// What errors of one cause share, so that they group: the type and the message without what varies from run to run. An outage meets several
// systems at once, each with code of its own and some without a stack: only where type and message say nothing, the top frames tell.
import { hash } from 'node:crypto';
import type { RunError } from '#lib/domain/evidence.ts';

const ownFrames = 3;
/** Errors repeat themselves: a small cache saves the expressions below most of their work. */
const cacheSize = 2_000;
const cache = new Map<string, string>();

/** Types that languages give to what names none, and messages that libraries give to what has none. */
const bareTypes: ReadonlySet<string> = new Set([
  'Error',
  'Exception',
  'StandardError',
  'RuntimeError',
  'RuntimeException',
]);
const bareMessages: ReadonlySet<string> = new Set([
  'failed',
  'error',
  'unknown error',
  'an error occurred',
  'undefined',
  'null',
]);

/** 128 bits in hex. Lines and columns of frames are left out: a deploy that moves a function must not open a new group. */
export function fingerprintOf(error: RunError): string {
  const key = `${error.type ?? ''}\0${error.message}\0${error.stack ?? ''}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const { type, message } = namedApart(error);
  const parts = [type, message, ...(isTelling(type, message) ? [] : ownFramesOf(error.stack ?? ''))];
  const fingerprint = hash('md5', parts.join('\0'));
  if (cache.size >= cacheSize) cache.clear();
  cache.set(key, fingerprint);
  return fingerprint;
}

/** Some backends keep `TypeError: x is undefined` as the message, and no type. Bare types are as good as none. */
function namedApart(error: RunError): { type: string; message: string } {
  const [, named, rest = ''] = /^([A-Z][\w.:]*(?:Error|Exception|Failure|Timeout)): (.*)$/s.exec(error.message) ?? [];
  const isPrefixed = named !== undefined && (error.type === null || error.type === named || bareTypes.has(error.type));
  const type = (isPrefixed ? named : error.type) ?? '';
  return { type: bareTypes.has(type) ? '' : type, message: normalizeMessage(isPrefixed ? rest : error.message) };
}

/** Whether a message tells causes apart: it has a word that is not everybody's, nor just the type once more. */
const isTelling = (type: string, message: string): boolean =>
  message !== type && !bareMessages.has(message.toLowerCase()) && /[\p{L}]{2}/u.test(message.replace(/<[a-z]+>/g, ''));

/** A message with placeholders for what differs between two errors of one cause: ids, numbers, addresses, paths, quoted values. */
export function normalizeMessage(message: string): string {
  return message
    .slice(0, 1000)
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<uuid>')
    .replace(/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>)]+/gi, '<url>')
    .replace(/[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+/g, '<email>')
    .replace(/"[^"\n]{0,500}"|'[^'\n]{0,500}'|`[^`\n]{0,500}`/g, '<text>')
    .replace(/(?:[a-z]:)?(?:[\\/][\w.@~-]+){2,}[\\/]?/gi, '<path>')
    .replace(/\b0x[0-9a-f]+\b/gi, '<hex>')
    .replace(/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{6,}\b/gi, '<hex>')
    .replace(/\d+(?:[.,:]\d+)*/g, '<n>')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Top frames that are not of a dependency or of the runtime, as `function file`. Reads stacks of JavaScript, Python and Ruby. */
function ownFramesOf(stack: string): string[] {
  const frames: string[] = [];
  for (const line of stack.split('\n', 60)) {
    if (frames.length >= ownFrames) break;
    if (/node_modules|node:internal|\(node:|\bnode:[a-z_]+|site-packages|\/gems\/|<anonymous>/.test(line)) continue;
    const javascript = /^\s*at (?:async )?(?:(.+?) \()?(?:file:\/\/)?([^()]+?):\d+:\d+\)?$/.exec(line);
    const python = javascript ? null : /^\s*File "([^"]+)", line \d+, in (.+)$/.exec(line);
    const ruby = javascript || python ? null : /^\s*(?:from )?([^\s:]+\.rb):\d+:in [`'](.+)'$/.exec(line);
    if (javascript) frames.push(`${javascript[1] ?? ''} ${fileOf(javascript[2] as string)}`);
    else if (python) frames.push(`${python[2]} ${fileOf(python[1] as string)}`);
    else if (ruby) frames.push(`${ruby[2]} ${fileOf(ruby[1] as string)}`);
  }
  return frames;
}

/** The last two parts of a path: where the code was unpacked differs between hosts and releases. */
const fileOf = (path: string): string => path.split(/[\\/]/).slice(-2).join('/');
