import type { Caller } from '#lib/auth/authorise.ts';
import type { SearchAnswer, SearchItem } from '#lib/contracts/search.ts';
import { resolveFilter } from '#lib/db/filter/resolve-filter.ts';
import { selectQueues } from '#lib/db/queue/select-queues.ts';
import { type ErrorHit, selectErrorHits } from '#lib/db/search/select-error-hits.ts';
import { selectNameHits } from '#lib/db/search/select-name-hits.ts';
import { type RunHit, selectLatestByJobId, selectRunHits } from '#lib/db/search/select-run-hits.ts';
import { edgeNodeOf } from '#lib/domain/alias.ts';
import { type Pasted, readPasted } from '#lib/domain/pasted.ts';
import { runStates } from '#lib/domain/run.ts';

const runItem = (hit: RunHit): SearchItem => ({
  kind: 'run',
  id: hit.id,
  label: `${hit.job ?? hit.queue}${hit.jobKey ? ` #${hit.jobKey}` : ''} in ${hit.queue}, ${runStates[hit.state] ?? 'unknown'}`,
  url: `/runs/${hit.id}`,
});

const journeyItem = (id: string): SearchItem => ({
  kind: 'journey',
  id,
  label: `Journey ${id}`,
  url: `/c/${encodeURIComponent(id)}`,
});

const hasMeaning = (text: string): boolean => text.length >= 2 && text.length <= 100 && !/\s/.test(text);

/** Short enough to stand in an error's message; U+0000 can stand nowhere. */
const isPhrase = (text: string): boolean => text.length >= 3 && text.length <= 200 && !/[\r\n\0]/.test(text);

const errorItem = ({ fingerprint, type, message }: ErrorHit): SearchItem => ({
  kind: 'error',
  id: fingerprint,
  label: type ? `${type}: ${message}` : message,
  url: `/errors/${fingerprint}`,
});

/** Names that are looked up at most: some milliseconds' work. */
const maxNames = 20_000;

/** Runs, jobs and correlation IDs by name; where none is known by that name, among the newest runs. */
async function runsNamed({ pool, environment }: Caller, pasted: Pasted, limit: number): Promise<RunHit[]> {
  const { queueIds } = await resolveFilter(pool, {}, environment);
  const lanes = await selectQueues(pool, queueIds);
  const names = new Set<string>();
  for (const jobId of pasted.words) {
    for (const lane of lanes) {
      if (names.size >= maxNames) break;
      names.add(edgeNodeOf(lane.environment, { job: { system: lane.system, queue: lane.name, jobId } }));
      names.add(edgeNodeOf(lane.environment, { runId: jobId }));
    }
  }
  const hashes = [...names].map((node) => node.slice(2));
  const hits = await selectRunHits(pool, pasted, hashes, { environment, limit });
  return hits.length > 0 ? hits : await selectLatestByJobId(pool, pasted.words, queueIds, limit);
}

/** Whatever was pasted, as places to go: journeys first when a correlation ID or trace was named. */
export async function search(caller: Caller, query: { q: string; limit: number }): Promise<SearchAnswer> {
  const pasted = readPasted(query.q);
  const text = query.q.trim();
  const [hits, names, errors] = await Promise.all([
    runsNamed(caller, pasted, query.limit),
    hasMeaning(text) ? selectNameHits(caller.pool, text, caller.environment, 10) : [],
    isPhrase(text) ? selectErrorHits(caller.pool, text, caller.environment, 5) : [],
  ]);
  const journeys = new Set(
    hits.filter((hit) => hit.by === 'correlation' || hit.by === 'trace').flatMap((hit) => hit.correlationId ?? []),
  );
  const items: SearchItem[] = [
    ...[...journeys].map(journeyItem),
    ...hits.map(runItem),
    ...names.map((hit): SearchItem => {
      const noun = hit.kind === 'queue' ? 'queues' : 'jobs';
      const place = hit.kind === 'queue' ? hit.environment : `${hit.queue}, ${hit.environment}`;
      return { kind: hit.kind, id: hit.id, label: `${hit.name} (${place})`, url: `/${noun}/${hit.id}` };
    }),
    ...errors.map(errorItem),
  ];
  return { items: items.slice(0, query.limit) };
}
