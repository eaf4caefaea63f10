// What is true of the whole installation, from the database: the same whichever process is asked.
import { selectDaysAhead } from '#lib/db/partition/select-days-ahead.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { selectLag } from '#lib/db/trust/select-lag.ts';
import { idleDuties } from '#lib/launch/worker-health.ts';
import { gauge, type Metric } from './exposition.ts';

const answerWithinMs = 2_000;
const duties = ['deriver', 'keeper'];

/** What the database tells within 2 s. What it does not tell is left out: a figure that nobody read is not zero. */
export async function installationMetrics(db: Queryable, nowUs: number): Promise<Metric[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Metric[]>((resolve) => {
    timer = setTimeout(resolve, answerWithinMs, [gauge(...reached, 0)]);
  });
  const asked = ask(db, nowUs).catch(() => [gauge(...reached, 0)]);
  const metrics = await Promise.race([asked, late]);
  clearTimeout(timer);
  return metrics;
}

const reached = ['signalbox_database_up', 'Whether the database answered within 2 s.'] as const;

async function ask(db: Queryable, nowUs: number): Promise<Metric[]> {
  const [lag, idle, daysAhead, aside, sources] = await Promise.all([
    selectLag(db),
    idleDuties(db),
    selectDaysAhead(db, nowUs),
    db.query<{ n: number }>('select coalesce(sum(records), 0)::int8 as n from quarantine'),
    selectSourceCounts(db),
  ]);
  return [
    gauge(...reached, 1),
    gauge('signalbox_inbox_rows', 'Batches of evidence that are stored but not yet derived.', lag.inboxRows),
    gauge('signalbox_inbox_items', 'Evidence that is stored but not yet derived.', lag.inboxItems),
    gauge('signalbox_inbox_oldest_seconds', 'Age of the oldest of it; 0 = nothing waits.', (lag.oldestMs ?? 0) / 1000),
    gauge(
      'signalbox_quarantine_records',
      'Records that are kept aside because they could not be stored or derived.',
      aside.rows[0]?.n ?? 0,
    ),
    ...(daysAhead === null
      ? []
      : [
          gauge('signalbox_partitions_ahead_days', 'Days after today that every table has a partition for.', daysAhead),
        ]),
    {
      name: 'signalbox_duty_held',
      help: 'Whether some process holds this duty right now.',
      type: 'gauge',
      samples: duties.map((duty) => ({ labels: { duty }, value: idle.includes(duty) ? 0 : 1 })),
    },
    {
      name: 'signalbox_sources',
      help: 'Watched sources by how their last reading went.',
      type: 'gauge',
      samples: sources.map(({ status, n }) => ({ labels: { status }, value: n })),
    },
  ];
}

async function selectSourceCounts(db: Queryable): Promise<{ status: string; n: number }[]> {
  const { rows } = await db.query<{ status: string; n: number }>(
    `select status, count(s.id)::int4 as n
       from (values ('ok'), ('failing'), ('waiting')) as known (status)
       left join (select s.id, case when t.last_error is not null then 'failing' when t.last_read_at is null then 'waiting' else 'ok' end as is_now
                    from source s left join source_state t on t.source_id = s.id where s.is_enabled) as s on s.is_now = known.status
      group by status order by status`,
  );
  return rows;
}
