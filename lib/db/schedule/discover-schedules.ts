import type { Queryable } from '#lib/db/pool.ts';

/**
 * Makes a schedule of each that runs of the last quarter of an hour name and nobody has told yet: Kubernetes CronJobs and timers of
 * functions are known from their spans alone. What a watched source would tell itself is left to it. Its rhythm can be said by hand.
 */
export async function discoverSchedules(db: Queryable): Promise<void> {
  await db.query(
    `insert into schedule (environment, source, system, name, queue, job)
     select environment.value, source.value, system.value, named.value, q.name, job.value
       from dim named
       cross join lateral (
         select r.queue_id, r.source_id, r.job_id from run r
          where r.schedule_id = named.id and r.redirect_to is null and r.ordered_at > now() - interval '15 minutes'
          order by r.ordered_at desc limit 1
       ) r
       join queue q on q.id = r.queue_id
       join dim environment on environment.id = q.environment_id
       join dim system on system.id = q.system_id
       join dim source on source.id = r.source_id
       left join dim job on job.id = r.job_id
      where named.kind = 10 and named.value <> '(other)'
        and not exists (select from source o where o.environment = environment.value and o.kind = system.value)
        and not exists (select from schedule s where s.environment = environment.value and s.system = system.value and s.name = named.value)
     on conflict do nothing`,
  );
}
