import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { snippetsOf } from './snippets.ts';

const checkIn = 'http://signalbox.internal:4318/check-in/sbx_ci_abc';
const told = {
  name: "it's nightly",
  cron: '30 3 * * *',
  token: 'sbx_ci_abc',
  urls: {
    checkIn,
    start: `${checkIn}/start`,
    success: `${checkIn}/success`,
    fail: `${checkIn}/fail`,
    log: `${checkIn}/log`,
    web: checkIn,
  },
};

describe('what to paste where the job runs', () => {
  it('names the real door and token, and is good shell', () => {
    const [exec, crontab, script] = snippetsOf(told).map(({ text }) => text);
    expect(exec).toContain('SIGNALBOX_OTLP_URL=http://signalbox.internal:4318 SIGNALBOX_CHECK_IN_TOKEN=sbx_ci_abc');
    expect(crontab).toMatch(/^30 3 \* \* \* \.\/job\.sh;/);
    const said = (text: string) =>
      execFileSync(
        'sh',
        ['-c', `curl() { for last; do :; done; echo "$last"; }; npx() { echo "$4"; }; false() { return 7; }; ${text}`],
        {
          encoding: 'utf8',
        },
      )
        .trim()
        .split('\n');
    expect(said(exec ?? '')).toEqual(["it's nightly"]);
    expect(said((crontab ?? '').replace('30 3 * * * ./job.sh', 'false'))).toEqual([`${checkIn}/7`]);
    const lines = said((script ?? '').replace('./job.sh', 'false'));
    expect(lines).toHaveLength(2);
    const rid = new URL(lines[0] ?? '').searchParams.get('rid');
    expect(lines).toEqual([`${checkIn}/start?rid=${rid}`, `${checkIn}/7?rid=${rid}`]);
  });
});
