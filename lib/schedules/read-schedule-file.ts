// Schedules in files that people have already: a crontab (man 5 crontab), and `crons` of a vercel.json
// (https://vercel.com/docs/project-configuration#crons, in UTC). Pure.
import { AppError } from '#lib/errors.ts';

export interface FileEntry {
  name: string;
  cron: string;
  timeZone: string | null;
  /** As it stands in the file. */
  line: string;
}

export interface ReadFile {
  entries: FileEntry[];
  skipped: { line: string; reason: string }[];
}

/** `timeZone`: of a crontab that names none. Throws AppError('invalid_input') for a file that is not of the format. */
export function readScheduleFile(format: 'crontab' | 'vercel', text: string, timeZone: string | null): ReadFile {
  const read = format === 'vercel' ? readVercel(text) : readCrontab(text, timeZone);
  return { ...read, entries: withOwnNames(read.entries) };
}

function readVercel(text: string): ReadFile {
  const crons = parsed(text)?.crons;
  if (!Array.isArray(crons)) throw refuse('has no list "crons": is it a vercel.json?');
  const read: ReadFile = { entries: [], skipped: [] };
  for (const one of crons as { path?: unknown; schedule?: unknown }[]) {
    const line = JSON.stringify(one);
    const { path, schedule } = one ?? {};
    if (typeof path === 'string' && typeof schedule === 'string' && path !== '')
      read.entries.push({ name: path, cron: schedule, timeZone: 'UTC', line });
    else read.skipped.push({ line, reason: 'has no path or no schedule' });
  }
  return read;
}

function parsed(text: string): { crons?: unknown } | null {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse('is not JSON');
  }
}

const refuse = (fault: string) => new AppError('invalid_input', `The file ${fault}`, { fields: { text: fault } });

const nickname = /^(@\w+)\s+(.+)$/;
const fields = /^(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.+)$/;

function readCrontab(text: string, zone: string | null): ReadFile {
  const read: ReadFile = { entries: [], skipped: [] };
  let timeZone = zone;
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const variable = /^([A-Za-z_]\w*)\s*=\s*["']?(.*?)["']?$/.exec(line);
    if (variable) {
      // cronie's CRON_TZ holds for the lines after it; TZ is for the commands alone.
      if (variable[1] === 'CRON_TZ') timeZone = variable[2] || null;
      continue;
    }
    const [, cron, command] = (line.startsWith('@') ? nickname : fields).exec(line) ?? [];
    if (!cron || !command) read.skipped.push({ line, reason: 'is no line of a crontab' });
    else if (cron === '@reboot')
      read.skipped.push({ line, reason: 'runs at a start of the machine, which is at no time known before' });
    else read.entries.push({ name: commandName(command), cron: cron.replace(/\s+/g, ' '), timeZone, line });
  }
  return read;
}

/** The command without what follows an unescaped `%` (its input), as far as a name may be long. */
const commandName = (command: string): string => (command.split(/(?<!\\)%/)[0] ?? command).trim().slice(0, 200);

/** One command at two times is two schedules. */
function withOwnNames(entries: readonly FileEntry[]): FileEntry[] {
  const count = new Map<string, number>();
  for (const { name } of entries) count.set(name, (count.get(name) ?? 0) + 1);
  return entries.map((entry) =>
    count.get(entry.name) === 1
      ? entry
      : { ...entry, name: `${entry.name.slice(0, 160)} (${entry.cron})`.slice(0, 200) },
  );
}
