import { setTimeout as sleep } from 'node:timers/promises';

/** The door's own numbers by their name without labels; empty when it does not answer. */
export async function doorMetrics(otlpUrl: string): Promise<Record<string, number>> {
  const answer = await fetch(`${otlpUrl}/metrics`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  const text = (await answer?.text().catch(() => '')) ?? '';
  const found = text.matchAll(/^signalbox_door_(\w+) (\d+(?:\.\d+)?)$/gm);
  return Object.fromEntries([...found].map(([, name, value]) => [name, Number(value)]));
}

/** The s until the door says that its spool is empty; at most `limitMs`. */
export async function untilDrained(otlpUrl: string, limitMs = 180_000): Promise<number> {
  const beganAt = performance.now();
  while (performance.now() - beganAt < limitMs && (await doorMetrics(otlpUrl)).records_in_spool !== 0) await sleep(50);
  return Math.round((performance.now() - beganAt) / 100) / 10;
}

/** Of all answers so far, how many in a hundred took the door longer than 2.5 s by its own clock. */
export async function slowAnswersPercent(otlpUrl: string): Promise<number> {
  const text = await (await fetch(`${otlpUrl}/metrics`)).text();
  const atMost = (le: string) =>
    Number(new RegExp(`answer_seconds_bucket\\{le="${le}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
  const all = atMost('\\+Inf');
  return all === 0 ? 0 : Math.round((100 * (all - atMost('2\\.5'))) / all);
}
