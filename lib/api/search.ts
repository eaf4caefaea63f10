import type { Caller } from '#lib/auth/authorise.ts';
import type { SearchAnswer, SearchItem } from '#lib/contracts/search.ts';
import { type ErrorHit, selectErrorHits } from '#lib/db/search/select-error-hits.ts';
import { type RunHit, selectNameHits, selectRunHits } from '#lib/db/search/select-hits.ts';
import { readPasted } from '#lib/domain/pasted.ts';
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

/** Whatever was pasted, as places to go: journeys first when a correlation ID or trace was named. */
export async function search(caller: Caller, query: { q: string; limit: number }): Promise<SearchAnswer> {
  const pasted = readPasted(query.q);
  const text = query.q.trim();
  const [hits, names, errors] = await Promise.all([
    selectRunHits(caller.pool, pasted, caller.environment, query.limit),
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
