import { widgetInput } from '#lib/contracts/widget.ts';
import type { Pool } from '#lib/db/pool.ts';
import { writeWidgetRows } from '#lib/db/widget/widget-turns.ts';
import { insertWidget } from '#lib/db/widget/write-widget.ts';
import { mintWidgetToken } from '#lib/embed/widget-token.ts';

const dayMs = 86_400_000;

/** A widget of a queue that went well; its token. */
export async function makeWidget(pool: Pool): Promise<string> {
  const { token, hash } = mintWidgetToken();
  const input = widgetInput.parse({ name: 'Receipts', scope: { environment: 'bench', queue: 'email' } });
  const id = await insertWidget(pool, { ...input, tokenHash: hash, createdBy: 'bench' });
  const figures = {
    state: 'ok',
    statusText: 'All is well',
    failureRate: 0.01,
    p95Ms: 812,
    throughputPerMin: 20,
    backlog: 3,
    oldestWaitingMs: 1_200,
    firing: 0,
    steps: null,
    items: [],
    spark: Array.from({ length: 12 }, (_, index) => 90 + index),
  } as const;
  await writeWidgetRows(
    pool,
    [id],
    { ...figures, items: [], spark: [...figures.spark] },
    { holdsMs: dayMs, dueMs: dayMs },
  );
  return token;
}
