// Questions that the server answers with the page: the same keys as the browser's, without a way over HTTP.
import { getTrust } from '#lib/api/get-trust.ts';
import { listQueues } from '#lib/api/list-queues.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import { filterQuery, readQuery } from '#lib/contracts/filter.ts';
import { trustOptions } from './lists.ts';
import { queryString } from './query-string.ts';
import { queuesOptions } from './queue.ts';
import { type SearchParams, scopeOf, scopeQuery } from './scope-query.ts';

/** All queues in the page's scope. */
export function lanesQuestion(caller: Caller, params: SearchParams) {
  const query = scopeQuery(scopeOf(params));
  return {
    queryKey: queuesOptions(query).queryKey,
    ask: async () => {
      const filter = filterQuery.parse(readQuery(new URLSearchParams(queryString(query))));
      return listQueues(caller, { ...filter, limit: 200 }, Date.now());
    },
  };
}

export const trustQuestion = (caller: Caller) => ({
  queryKey: trustOptions().queryKey,
  ask: () => getTrust(caller, Date.now()),
});
