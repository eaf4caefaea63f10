// Questions that the server answers with the page: the same keys as the browser's, without a way over HTTP.
import { getTrust } from '#lib/api/get-trust.ts';
import { getJob } from '#lib/api/list-jobs.ts';
import { getQueue, listQueues } from '#lib/api/list-queues.ts';
import { getSchedule } from '#lib/api/list-schedules.ts';
import type { Caller } from '#lib/auth/authorise.ts';
import { filterQuery, readQuery } from '#lib/contracts/filter.ts';
import { trustOptions } from './lists.ts';
import { type Query, queryString } from './query-string.ts';
import { jobOptions, queueOptions, queuesOptions } from './queue.ts';
import { scheduleOptions } from './schedule.ts';
import { type SearchParams, scopeOf, scopeQuery, windowQuery } from './scope-query.ts';

/** As the API's route reads it; throws a `ZodError` for what it would refuse. */
const parsed = (query: Query) => filterQuery.parse(readQuery(new URLSearchParams(queryString(query))));

/** All queues in the page's scope. */
export function lanesQuestion(caller: Caller, params: SearchParams) {
  const query = scopeQuery(scopeOf(params));
  return {
    queryKey: queuesOptions(query).queryKey,
    ask: async () => listQueues(caller, { ...parsed(query), limit: 200 }, Date.now()),
  };
}

/** One queue, with its figures of the page's window. */
export function queueQuestion(caller: Caller, id: string, params: SearchParams) {
  const query = windowQuery(scopeOf(params));
  return {
    queryKey: queueOptions(id, query).queryKey,
    ask: async () => getQueue(caller, id, parsed(query), Date.now()),
  };
}

/** One job, with its figures of the page's window. */
export function jobQuestion(caller: Caller, id: string, params: SearchParams) {
  const query = windowQuery(scopeOf(params));
  return {
    queryKey: jobOptions(id, query).queryKey,
    ask: async () => getJob(caller, id, parsed(query), Date.now()),
  };
}

export const scheduleQuestion = (caller: Caller, id: string) => ({
  queryKey: scheduleOptions(id).queryKey,
  ask: () => getSchedule(caller, id, Date.now()),
});

export const trustQuestion = (caller: Caller) => ({
  queryKey: trustOptions().queryKey,
  ask: () => getTrust(caller, Date.now()),
});
