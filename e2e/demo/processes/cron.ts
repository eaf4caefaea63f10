// What cron would do on some machine: an import every minute through `signalbox exec`, and a sign of life by plain HTTP.
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { priceImport, stockSync } from '../check-ins.ts';
import { complain } from '../complain.ts';
import { readDemoSettings } from '../settings.ts';
import { runRole } from './role.ts';

const exec = fileURLToPath(new URL('../../../lib/launch/exec/main.ts', import.meta.url));
const minuteMs = 60_000;

/** A shell's work: some lines, some seconds, and sometimes a failure. */
const importScript = `
echo "reading price list of $SIGNALBOX_CORRELATION_ID"
sleep "$((RANDOM % 4 + 1))" 2>/dev/null || sleep 2
if [ "$FAILS" = 1 ]; then echo "price list: line 4711 has no price" >&2; exit 2; fi
echo "1204 prices read"
`;

function importPrices(token: string, children: Set<ChildProcess>): void {
  const fails = Math.random() < 0.12 ? '1' : '0';
  const child = spawn(process.execPath, [exec, '--schedule', priceImport, '--', 'bash', '-c', importScript], {
    env: { ...process.env, SIGNALBOX_CHECK_IN_TOKEN: token, FAILS: fails },
    stdio: 'ignore',
  });
  children.add(child);
  child.once('error', complain).once('exit', () => children.delete(child));
}

await runRole(async () => {
  const { otlpUrl } = readDemoSettings(process.env);
  const tokens = JSON.parse(process.env.SIGNALBOX_DEMO_TOKENS ?? '{}') as Record<string, string>;
  const stop = new AbortController();
  const children = new Set<ChildProcess>();
  const wait = (ms: number) => sleep(ms, undefined, { signal: stop.signal });
  const everyMinute = async () => {
    for (;;) {
      await wait(minuteMs - (Date.now() % minuteMs));
      // This cron forgets one now and then, and fires twice now and then.
      const chance = Math.random();
      if (chance < 0.12) continue;
      importPrices(tokens[priceImport] ?? '', children);
      if (chance > 0.92) importPrices(tokens[priceImport] ?? '', children);
    }
  };
  const signsOfLife = async () => {
    for (;;) {
      await fetch(`${otlpUrl}/check-in/${tokens[stockSync]}`, { method: 'POST', body: '312 articles in step' }).catch(
        complain,
      );
      await wait(90_000 + Math.random() * 4_000);
    }
  };
  for (const work of [everyMinute(), signsOfLife()])
    work.catch((error: Error) => error.name === 'AbortError' || complain(error));
  return {
    async close() {
      stop.abort();
      for (const child of children) child.kill('SIGTERM');
    },
  };
});
