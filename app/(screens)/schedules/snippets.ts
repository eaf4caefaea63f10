// What to paste where the job runs, with the real endpoint. Pure.
import type { ScheduleCreated } from '#lib/contracts/schedule.ts';

export interface Snippet {
  title: string;
  text: string;
}

type Told = Pick<ScheduleCreated, 'name' | 'cron' | 'token' | 'urls'>;

/** In single quotes for a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

export function snippetsOf({ name, cron, token, urls }: Told): Snippet[] {
  const door = new URL(urls.checkIn).origin;
  const exec = `SIGNALBOX_OTLP_URL=${door} SIGNALBOX_CHECK_IN_TOKEN=${token} npx signalbox exec --schedule ${quoted(name)} -- ./job.sh`;
  return [
    { title: 'Around a command: start, end, exit code, output', text: exec },
    {
      title: 'In a crontab',
      text: `${cron ?? '0 3 * * *'} ./job.sh; curl -fsS -m 10 --retry 3 -o /dev/null ${urls.checkIn}/$?`,
    },
    {
      title: 'In a script, with its start and length',
      text: [
        'RID=$(cat /proc/sys/kernel/random/uuid)',
        `curl -fsS -m 10 --retry 3 -o /dev/null "${urls.start}?rid=$RID"`,
        './job.sh > /tmp/job.log 2>&1',
        `curl -fsS -m 10 --retry 3 -o /dev/null --data-binary @/tmp/job.log "${urls.checkIn}/$??rid=$RID"`,
      ].join('\n'),
    },
  ];
}
