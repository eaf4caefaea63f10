// What a page shows first is asked for with the page itself, so that it is there before any script has run.
import { dehydrate, HydrationBoundary, QueryClient, type QueryKey } from '@tanstack/react-query';
import type { ReactNode } from 'react';

interface Question {
  /** As the browser's own query has it. */
  queryKey: QueryKey;
  ask: () => Promise<unknown>;
}

/** A page is not held back for longer: the browser asks for what is missing. */
const patienceMs = 300;

/** `children` with the answers that came in time. A question that fails is asked again by the browser, which says what is wrong. */
export async function Prefetched({ questions, children }: { questions: readonly Question[]; children: ReactNode }) {
  const client = new QueryClient();
  const all = questions.map(({ queryKey, ask }) => client.prefetchQuery({ queryKey, queryFn: ask, retry: false }));
  await Promise.race([Promise.all(all), new Promise((resolve) => setTimeout(resolve, patienceMs))]);
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
