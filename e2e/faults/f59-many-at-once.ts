// F59: many rules fire at the same moment. All of them are told, within the interval and 10 s of when the condition was true.
import { askApi } from '../product/start-product.ts';
import { evaluateEveryMs, kill, makeDeathRule, openChannel } from './alert-episodes.ts';
import { startAlerter, withoutKeeper } from './alerters.ts';
import type { Fault } from './fault.ts';
import { isLong } from './is-long.ts';

const rules = isLong ? 1_000 : 500;
const limitMs = evaluateEveryMs + 10_000;

export const manyAtOnce: Fault = {
  id: 'F59',
  what: `${rules} rules fire at once`,
  rig: { env: withoutKeeper },
  async run(rig) {
    const { sink, channelId } = await openChannel(rig);
    for (let n = 0; n < rules; n += 20) {
      await Promise.all(
        Array.from({ length: Math.min(20, rules - n) }, (_, i) =>
          makeDeathRule(rig, [channelId], { name: `rule ${n + i}` }),
        ),
      );
    }
    await startAlerter(rig);
    // a slot is over, so that the rules are known and quiet
    for (const until = Date.now() + 120_000; Date.now() < until; ) {
      const { items } = await askApi<{ items: { evaluatedAt: string | null }[] }>(rig, '/alerts/rules');
      if (items.length >= rules && items.every(({ evaluatedAt }) => evaluatedAt !== null)) break;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const beganAt = Date.now();
    await kill(rig, ['f59']);
    const names = () => new Set(sink.heard.map(({ rule }) => rule));
    for (const until = Date.now() + 180_000; Date.now() < until && names().size < rules; )
      await new Promise((resolve) => setTimeout(resolve, 200));
    const delays = sink.heard.map(({ at }) => at - beganAt).sort((a, b) => a - b);
    const p99Ms = delays[Math.ceil(0.99 * delays.length) - 1] ?? Number.POSITIVE_INFINITY;
    const ids = sink.heard.map(({ id }) => id);
    const missing = rules - names().size;
    const sentAgain = ids.length - new Set(ids).size;
    return {
      rules,
      missing,
      sentAgain,
      duplicates: sink.heard.length - names().size,
      p99Ms,
      intervalMs: evaluateEveryMs,
      pass: missing === 0 && sentAgain === 0 && sink.heard.length === rules && p99Ms <= limitMs,
    };
  },
};
