import { randomUUID } from 'node:crypto';
import { scenarioAt } from './orders.ts';

/** Sends orders to the shop at random moments, `rate` a second on average; one at a time, so that a slow shop is never flooded. */
export function startLoad(rate: number, shopUrl: () => string | null): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const sendOne = async () => {
    const url = shopUrl();
    if (url === null) return;
    const response = await fetch(`${url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-correlation-id': `req-${randomUUID().slice(0, 13)}` },
      body: JSON.stringify({ scenario: scenarioAt(Math.random()), items: 1 + Math.floor(Math.random() * 3) }),
      signal: AbortSignal.timeout(10_000),
    });
    await response.body?.cancel();
  };
  const next = () => {
    if (isStopped) return;
    // Exponential gaps make a Poisson stream, as independent customers do.
    const gapMs = Math.min((-Math.log(1 - Math.random()) / rate) * 1000, 5000);
    timer = setTimeout(
      () =>
        sendOne()
          .catch(() => {})
          .then(next),
      gapMs,
    );
  };
  next();
  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
