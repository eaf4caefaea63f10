import { readdir, readFile } from 'node:fs/promises';

/** Ids of the processes below `root` whose command line holds `words`; Linux only, as the stories' own check of who runs. */
export async function descendants(root: number, words: string): Promise<number[]> {
  const parents = new Map<number, number>();
  const commands = new Map<number, string>();
  for (const name of await readdir('/proc')) {
    const pid = Number(name);
    if (!pid) continue;
    const [stat, command] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''),
      readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
    ]);
    parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    commands.set(pid, command.replaceAll('\0', ' '));
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent === root || (parent !== undefined && parent > 1 && isBelow(parent));
  };
  return [...commands].filter(([pid, command]) => command.includes(words) && isBelow(pid)).map(([pid]) => pid);
}
