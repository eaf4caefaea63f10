// What Signalbox knows of its own troubles, each by the database's clock. Labels tell where; a row without trouble has the value 0.
import type { Queryable } from '#lib/db/pool.ts';

export interface SelfReading {
  labels: Record<string, string>;
  value: number;
}

async function read(db: Queryable, statement: string): Promise<SelfReading[]> {
  return (await db.query<SelfReading>(statement)).rows;
}

/**
 * For how many ms nothing came in, neither telemetry nor a reading. A pause up to twice the longest of the day before counts as 0: who has a
 * job an hour is quiet in between. Counts from when the door was opened: what could not come in is no silence of those who send. No row where
 * nothing ever came in, or not within a day.
 */
export const selectSilence = (db: Queryable): Promise<SelfReading[]> =>
  read(
    db,
    `with bucket as (
       select distinct bucket as at from (
         select bucket from rollup where grain = 300 and job_id = 0 and bucket >= now() - interval '1 day'
         union select bucket from rollup_delta where grain = 300 and bucket >= now() - interval '1 day') as both_tables),
     pause as (select coalesce(max(length), interval '0') as longest from (select at - lag(at) over (order by at) as length from bucket) as gaps),
     heard as (
       select greatest((select least(max(at) + interval '5 minutes', now()) from bucket),
                       (select max(at) from ingest_batch where at >= now() - interval '1 hour'),
                       (select max(t.last_read_at) from source s join source_state t on t.source_id = s.id where s.is_enabled)) as at),
     opened as (select min(from_at) as at from watched where subject = 'door' and to_at > now() - interval '30 seconds'),
     quiet as (select now() - greatest(heard.at, opened.at) as length from heard, opened where heard.at >= now() - interval '1 day')
     select '{}'::jsonb as labels,
            case when quiet.length <= 2 * pause.longest then 0 else extract(epoch from quiet.length) * 1000 end::float8 as value
       from quiet, pause`,
  );

/** For how many ms the slowest rule has been due, beyond its interval. */
export const selectLateness = (db: Queryable): Promise<SelfReading[]> =>
  read(
    db,
    `select '{}'::jsonb as labels, coalesce(max(greatest(0, extract(epoch from clock_timestamp() - evaluated_at) * 1000
              - (definition ->> 'evaluateEveryMs')::float8 - (definition ->> 'evaluationDelayMs')::float8)), 0)::float8 as value
       from alert_rule where is_enabled and removed_at is null and evaluated_at is not null and definition ->> 'kind' <> 'self'`,
  );

/** Per channel: notices of the last hour that were given up, or failed three times and wait. */
export const selectUndelivered = (db: Queryable): Promise<SelfReading[]> =>
  read(
    db,
    `select jsonb_build_object('channel', c.name) as labels, count(d.id)::float8 as value
       from alert_channel c left join alert_delivery d on d.channel_id = c.id and d.created_at >= now() - interval '1 hour'
         and d.type <> 'alert.test' and (d.state = 'dead' or d.state = 'pending' and d.tries >= 3)
      group by c.name`,
  );

/** Per enabled source that cannot be read: for how many ms. */
export const selectUnreadable = (db: Queryable): Promise<SelfReading[]> =>
  read(
    db,
    `select jsonb_build_object('environment', s.environment, 'source', s.name) as labels,
            case when t.last_error is null then 0
                 else extract(epoch from now() - coalesce(t.last_read_at, s.created_at)) * 1000 end::float8 as value
       from source s left join source_state t on t.source_id = s.id where s.is_enabled`,
  );
