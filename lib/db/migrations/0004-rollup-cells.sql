-- Up Migration

-- Deltas are written as two cells only: the minute of a queue, and the five minutes of a job (job_id 0 = runs of no job). What else they count
-- in is told when they are compacted or read. Deltas of the wider sums that still wait here would count again.
delete from rollup_delta where grain > 300 or (grain = 300 and job_id = 0);

-- Down Migration
