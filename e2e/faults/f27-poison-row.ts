// F27: one row that Postgres will never take, among 999 good ones of the same request. The good ones are stored, the bad one lies in
// quarantine with a reason that a person can see.
import { jsonType, post } from './door-client.ts';
import type { Fault } from './fault.ts';
import { jobSpan, toJson } from './otlp-model.ts';
import { askUntil, awaitRuns, quarantinedCount, spansStored } from './stored-runs.ts';

const queue = 'f27';
const good = 999;

export const poisonRow: Fault = {
  id: 'F27',
  what: 'one row that Postgres refuses, among 999',
  mutant: {
    does: 'refuses the whole request for one row that Postgres refuses',
    file: 'lib/db/copy-carefully.ts',
    find: 'if (!isAboutData(error)) throw error;',
    replace: 'throw error;',
  },
  async run(rig) {
    const spans = Array.from({ length: good + 1 }, (_, index) => jobSpan(queue, `job-${index}`));
    const bad = spans[617]?.spanId ?? '';
    // The database refuses it for its data, as it refuses what no cleaning has foreseen: SQLSTATE class 22.
    await rig.postgres.query(`create function refuse_poison() returns trigger language plpgsql as $$
      begin raise exception 'this row is poison' using errcode = '22021'; end $$`);
    await rig.postgres.query(`create trigger poison before insert on span for each row
      when (new.span_id = '\\x${bad}') execute function refuse_poison()`);
    try {
      const answer = await post(`${rig.otlpUrl}/v1/traces`, jsonType, toJson({ spans }));
      const again = await post(`${rig.otlpUrl}/v1/traces`, jsonType, toJson({ spans: [jobSpan(queue, 'after')] }));
      const runs = await awaitRuns(rig, queue, good + 1);
      const ids = new Set(spans.map(({ spanId }) => spanId));
      const stored = (
        await spansStored(
          rig,
          spans.map(({ traceId }) => traceId),
        )
      ).filter((id) => ids.has(id));
      const quarantined = await askUntil(
        () => quarantinedCount(rig),
        (count) => count > 0,
        10_000,
      );
      const reasons = await rig.postgres.query<{ reason: string }>('select reason from quarantine');
      const jobs = new Set(runs.map(({ jobId }) => jobId));
      const goodRuns = spans.filter(({ spanId }, index) => spanId !== bad && jobs.has(`job-${index}`)).length;
      return {
        status: answer.status,
        statusAfter: again.status,
        goodSpansLost: good - stored.filter((id) => id !== bad).length,
        goodRunsLost: good - goodRuns,
        quarantined,
        reason: reasons[0]?.reason ?? '',
        pass:
          answer.status === 200 &&
          again.status === 200 &&
          stored.length === good &&
          !stored.includes(bad) &&
          goodRuns === good &&
          quarantined === 1 &&
          (reasons[0]?.reason ?? '') !== '',
      };
    } finally {
      await rig.postgres.query('drop trigger poison on span; drop function refuse_poison()');
    }
  },
};
