import { descendants } from '../product/processes.ts';
import { expect, placeOrder, test } from './story.ts';

interface Summary {
  queue: string;
  state: string;
  attempts: number;
  jobId: string;
}

/** What each scenario must come to, by queue: runs and, of each, state and attempts. Our own ledger, kept apart from the product. */
const outcomes: Record<string, { queue: string; state: string; attempts: number }[]> = {
  plain: [
    { queue: 'order-fulfilment', state: 'succeeded', attempts: 1 },
    { queue: 'email', state: 'succeeded', attempts: 1 },
  ],
  'payment-retry': [
    { queue: 'order-fulfilment', state: 'succeeded', attempts: 2 },
    { queue: 'email', state: 'succeeded', attempts: 1 },
  ],
  'mail-retry': [
    { queue: 'order-fulfilment', state: 'succeeded', attempts: 1 },
    { queue: 'email', state: 'succeeded', attempts: 3 },
  ],
  fraud: [{ queue: 'order-fulfilment', state: 'dead', attempts: 3 }],
};

for (const [name, role] of [
  ['door', '--roles=door'],
  ['watcher and deriver', '--roles=watcher'],
] as const) {
  test(`kill -9 of the ${name} loses nothing and counts nothing twice`, async ({ product, api }) => {
    test.setTimeout(180_000);
    const prefix = `crash-${name.slice(0, 4)}-${Date.now()}`;
    const ledger: { correlationId: string; scenario: string }[] = [];
    const order = async (scenario: string) => {
      const correlationId = `${prefix}-${ledger.length}`;
      ledger.push({ correlationId, scenario });
      await placeOrder(product, correlationId, scenario);
    };
    const all = Object.keys(outcomes);
    for (const scenario of all) await order(scenario);

    const [victim] = await descendants(product.pid, role);
    expect(victim, `a process with ${role}`).toBeDefined();
    process.kill(victim as number, 'SIGKILL');
    for (const scenario of [...all, ...all, ...all]) await order(scenario);
    await expect.poll(async () => (await descendants(product.pid, role)).some((pid) => pid !== victim)).toBe(true);

    for (const { correlationId, scenario } of ledger) {
      const expected = (outcomes[scenario] ?? []).toSorted((a, b) => a.queue.localeCompare(b.queue));
      await expect
        .poll(
          async () => {
            const { items } = await api<{ items: Summary[] }>(
              `/runs?correlationId=${correlationId}&queue=order-fulfilment,email`,
            );
            return items
              .map(({ queue, state, attempts }) => ({ queue, state, attempts }))
              .toSorted((a, b) => a.queue.localeCompare(b.queue));
          },
          { message: `${correlationId} (${scenario})`, timeout: 90_000 },
        )
        .toEqual(expected);
    }
  });
}
