// Stop 1: reads on from a cursor, by calls that change nothing in the backend. Here that is `open` for reading and `read`: neither writes, and
// the battery compares the file before and after.
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Batch, Collector, Cursor, ProbeResult, Reader, SourceSettings } from '#lib/collector.ts';
import type { Micros } from '#lib/domain/evidence.ts';
import { AppError } from '#lib/errors.ts';
import { type TemplateConfig, templateConfigSchema } from './config.ts';
import { manifest } from './manifest.ts';
import { follow, type OpenJobs, toSamples } from './queue-depths.ts';
import { eventToEvidence, type LogEvent } from './to-evidence.ts';

/** Version 1 of the cursor. It is stored with the evidence in one transaction; change its shape with a new version. */
interface LogCursor {
  v: 1;
  /** Which file: another one with the same name is another log. */
  inode: number;
  /** Bytes read so far, up to the end of a line. */
  offset: number;
  open: OpenJobs;
  queues: string[];
}

/** Bytes of one reading: bounds memory, and what one commit takes. */
const mostBytes = 1_000_000;

export const collector: Collector<TemplateConfig> = {
  manifest,
  configSchema: templateConfigSchema,
  // Nothing is connected yet: what goes wrong is said by `probe` and `poll`.
  open: async (source) => new LogReader(source),
};

class LogReader implements Reader {
  #source: SourceSettings<TemplateConfig>;

  constructor(source: SourceSettings<TemplateConfig>) {
    this.#source = source;
  }

  /** Tries every right that reading needs, and says in words what is missing. */
  async probe(signal: AbortSignal): Promise<ProbeResult> {
    await this.poll(null, { maxItems: 1, nowUs: Date.now() * 1000 }, signal);
    return { isOk: true, server: 'a file', library: null, missing: [], clockOffsetMs: 0, message: 'ok' };
  }

  async poll(cursor: Cursor, budget: { maxItems: number; nowUs: Micros }, signal: AbortSignal): Promise<Batch> {
    signal.throwIfAborted();
    const { file } = this.#source.config;
    const { ino, size } = await stat(file).catch(explain(file));
    const known = cursor as unknown as LogCursor | null;
    // Shorter than what we read, or another file: begun anew. What was in between is gone, and nobody knows how much.
    const isReset = known?.v === 1 && (known.inode !== ino || size < known.offset);
    const from: LogCursor = known?.v === 1 && !isReset ? known : { v: 1, inode: ino, offset: 0, open: {}, queues: [] };
    const { events, bytes } = await readEvents(file, from.offset, budget.maxItems);
    const next: LogCursor = {
      ...from,
      offset: from.offset + bytes,
      open: follow(from.open, events),
      queues: [...new Set([...from.queues, ...events.map(({ queue }) => queue)])],
    };
    const { nowUs } = budget;
    const hasMore = bytes > 0 && next.offset < size;
    return {
      evidence: events.flatMap((event) => eventToEvidence(event, this.#source, nowUs)),
      samples: hasMore ? [] : toSamples(next.open, next.queues, nowUs),
      gaps: isReset ? [{ queue: '', from: nowUs, to: nowUs, lost: null, cause: 'reset' }] : [],
      next: next as unknown as Cursor,
      hasMore,
      // Its writers are on this machine.
      clockOffsetMs: 0,
    };
  }

  async close(): Promise<void> {}
}

/** Whole lines from `offset` on, at most `mostEvents` of them, and how many bytes they take. A line that is still being written is left. */
async function readEvents(
  file: string,
  offset: number,
  mostEvents: number,
): Promise<{ events: LogEvent[]; bytes: number }> {
  const handle: FileHandle = await open(file, 'r').catch(explain(file));
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(mostBytes), 0, mostBytes, offset);
    const events: LogEvent[] = [];
    let bytes = 0;
    for (let lines = 0; lines < mostEvents; lines++) {
      const end = buffer.subarray(0, bytesRead).indexOf('\n', bytes);
      if (end < 0) break;
      const event = parseEvent(buffer.toString('utf8', bytes, end));
      if (event) events.push(event);
      bytes = end + 1;
    }
    // A line longer than a whole reading would hold up the log for ever.
    return { events, bytes: bytes === 0 && bytesRead === mostBytes ? mostBytes : bytes };
  } finally {
    await handle.close();
  }
}

/** null for what is no event: one spoilt record must hide no other. */
function parseEvent(line: string): LogEvent | null {
  try {
    const event = JSON.parse(line) as Partial<LogEvent> | null;
    const isEvent = typeof event?.id === 'string' && typeof event.queue === 'string' && Number.isFinite(event.at);
    return isEvent ? (event as LogEvent) : null;
  } catch {
    return null;
  }
}

/** Faults say what is wrong and what to do. */
function explain(file: string) {
  return (error: NodeJS.ErrnoException): never => {
    const remedy: Record<string, string> = {
      ENOENT: `There is no file ${file}: check the path, and that the queue has written to it.`,
      EACCES: `${file} may not be read: give the account that runs Signalbox the right to read it.`,
      EISDIR: `${file} is a folder: name the log itself.`,
    };
    throw new AppError('unavailable', remedy[error.code ?? ''] ?? error.message, { cause: error });
  };
}
