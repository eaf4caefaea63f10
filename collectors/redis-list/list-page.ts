// What one reading of a queue asks for, and what the replies say. Pure. Redis cannot tell how large a message is before it is sent, so
// pages begin small and grow as far as what they held allows.
import { keyFault, type Replies } from '#lib/watch/redis-connection.ts';
import type { RedisListQueue } from './config.ts';
import type { ListReading } from './to-evidence.ts';

/** How many messages are asked for. */
export interface ListPage {
  /** At either end of the waiting list. */
  waiting: number;
  processing: number;
  dead: number;
  /** The waiting list was longer than a page: its other end is asked for too. */
  isLong: boolean;
}

const first: ListPage = { waiting: 20, processing: 20, dead: 20, isLong: false };
const most: ListPage = { waiting: 500, processing: 2_000, dead: 500, isLong: false };
/** Text that a reading of one queue may hold, in characters. */
const mostText = 4_000_000;

export const firstPage = (): ListPage => first;

export interface ListRead {
  reading: ListReading;
  lengths: { waiting: number; processing: number | null; dead: number | null };
  /** Characters of all messages that were sent. */
  text: number;
}

/** The commands of one transaction; what they say is read by `readingOf`. */
export function commandsOf({ name, processing, deadLetter, push }: RedisListQueue, page: ListPage): string[][] {
  const range = (key: string, from: number, to: number): string[] => ['LRANGE', key, String(from), String(to)];
  const commands = [['TIME'], ['LLEN', name], range(name, 0, page.waiting - 1)];
  if (page.isLong) commands.push(range(name, -page.waiting, -1));
  if (processing) commands.push(['LLEN', processing], range(processing, 0, page.processing - 1));
  // The newest dead letters: where they are put.
  if (deadLetter && push === 'left') commands.push(['LLEN', deadLetter], range(deadLetter, 0, page.dead - 1));
  if (deadLetter && push === 'right') commands.push(['LLEN', deadLetter], range(deadLetter, -page.dead, -1));
  return commands;
}

/** What the replies to `commandsOf(queue, page)` say; a sentence when one of the lists cannot be read. */
export function readingOf(queue: RedisListQueue, page: ListPage, replies: Replies): ListRead | string {
  const commands = commandsOf(queue, page);
  const broken = replies.findIndex(([error]) => error !== null);
  if (broken >= 0) {
    const error = replies[broken]?.[0] as Error;
    return `the list ${commands[broken]?.[1] ?? queue.name}: ${keyFault(error) ?? error.message}`;
  }
  const values = replies.map(([, value]) => value).values();
  const list = (): string[] => (values.next().value as unknown[]).map(String);
  const count = (): number => Number(values.next().value);
  const [seconds = 0, micros = 0] = list().map(Number);
  const length = count();
  const head = list();
  // The two ends overlap when the list is shorter than both.
  const tail = page.isLong ? list().slice(Math.max(0, 2 * page.waiting - length)) : [];
  const waiting = [...head, ...tail];
  const processingLength = queue.processing ? count() : null;
  const processing = queue.processing ? list() : null;
  const deadLength = queue.deadLetter ? count() : null;
  const dead = queue.deadLetter ? list() : [];
  return {
    reading: {
      queue: queue.name,
      waiting,
      processing,
      dead,
      isWhole: waiting.length >= length,
      isProcessingWhole: processing === null || processing.length >= (processingLength ?? 0),
      isDeadWhole: dead.length >= (deadLength ?? 0),
      now: seconds * 1_000_000 + micros,
    },
    lengths: { waiting: length, processing: processingLength, dead: deadLength },
    text: [...waiting, ...(processing ?? []), ...dead].reduce((sum, message) => sum + message.length, 0),
  };
}

/** As large as the messages allow that were just read. */
export function nextPage({ reading, lengths, text }: ListRead): ListPage {
  const { waiting, processing, dead } = reading;
  const messages = waiting.length + (processing?.length ?? 0) + dead.length;
  const fitting =
    messages === 0 || text === 0 ? most.processing : Math.max(1, Math.floor((mostText * messages) / text));
  const page = {
    waiting: Math.min(most.waiting, Math.ceil(fitting / 4)),
    processing: Math.min(most.processing, fitting),
    dead: Math.min(most.dead, Math.ceil(fitting / 4)),
  };
  return { ...page, isLong: lengths.waiting > page.waiting };
}

/** Whether `page` would show messages that the one before left out. */
export const showsMore = (page: ListPage, before: ListPage, { reading, lengths }: ListRead): boolean =>
  (!reading.isWhole && (page.waiting > before.waiting || (page.isLong && !before.isLong))) ||
  (!reading.isProcessingWhole && page.processing > before.processing) ||
  ((lengths.dead ?? 0) > reading.dead.length && page.dead > before.dead);
