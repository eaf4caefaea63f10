import { describe, expect, it } from 'vitest';
import { readScheduleFile } from './read-schedule-file.ts';

const plain = ({ entries }: ReturnType<typeof readScheduleFile>) => entries.map(({ line: _, ...entry }) => entry);

describe('a crontab', () => {
  it('gives a schedule a line, by its command, in the zone that holds there', () => {
    const read = readScheduleFile(
      'crontab',
      [
        '# backups',
        'MAILTO="ops@example.org"',
        '30  3 * * *   /usr/local/bin/backup --all',
        'CRON_TZ=Europe/Berlin',
        '@daily /usr/local/bin/rotate%y%y',
        '*/5 * * * 1-5 /usr/local/bin/sync',
        '0 0 * * 6 /usr/local/bin/sync',
        '@reboot /usr/local/bin/start',
        'not a line',
      ].join('\n'),
      null,
    );
    expect(plain(read)).toEqual([
      { name: '/usr/local/bin/backup --all', cron: '30 3 * * *', timeZone: null },
      { name: '/usr/local/bin/rotate', cron: '@daily', timeZone: 'Europe/Berlin' },
      { name: '/usr/local/bin/sync (*/5 * * * 1-5)', cron: '*/5 * * * 1-5', timeZone: 'Europe/Berlin' },
      { name: '/usr/local/bin/sync (0 0 * * 6)', cron: '0 0 * * 6', timeZone: 'Europe/Berlin' },
    ]);
    expect(read.skipped.map(({ line }) => line)).toEqual(['@reboot /usr/local/bin/start', 'not a line']);
  });
});

describe('a vercel.json', () => {
  it('gives a schedule a cron, by its path, in UTC', () => {
    const text = JSON.stringify({ crons: [{ path: '/api/cron', schedule: '0 5 * * *' }, { path: '/api/odd' }] });
    const read = readScheduleFile('vercel', text, 'Europe/Berlin');
    expect(plain(read)).toEqual([{ name: '/api/cron', cron: '0 5 * * *', timeZone: 'UTC' }]);
    expect(read.skipped).toHaveLength(1);
  });

  it('is refused when it is none', () => {
    for (const text of ['{', '{}', 'null', '[]']) {
      expect(() => readScheduleFile('vercel', text, null)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    }
  });
});
