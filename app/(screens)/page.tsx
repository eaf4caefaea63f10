import type { Metadata } from 'next';
import { Prefetched } from '#app/_data/prefetched.tsx';
import { lanesQuestion, trustQuestion } from '#app/_data/questions.ts';
import type { SearchParams } from '#app/_data/scope-query.ts';
import { manifests } from '#app/api/v1/sources/manifests.ts';
import { listInstances } from '#lib/api/alerts/instances.ts';
import { publicUrl } from '#lib/auth/public-url.ts';
import { requirePage } from '#lib/auth/require-page.ts';
import { countLanes } from '#lib/db/queue/count-lanes.ts';
import { doorAddress } from '#lib/http/door-address.ts';
import { Overview } from './overview/overview.tsx';

export const metadata: Metadata = { title: 'Overview' };

export default async function OverviewPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const caller = await requirePage('/');
  // what stands above everything else is there from the first paint, so that nothing is pushed down; what fails here the browser
  // asks again, and says what is wrong
  const [alerts, lanes] = await Promise.all([
    listInstances(caller, Date.now()).catch(() => undefined),
    countLanes(caller.pool, caller.environment).catch(() => ({})),
  ]);
  const backends = [...manifests.values()].map(({ kind, title }) => ({ kind, title }));
  return (
    <Prefetched questions={[lanesQuestion(caller, await searchParams), trustQuestion(caller)]}>
      <Overview door={doorAddress(process.env, publicUrl())} backends={backends} alerts={alerts} lanesBy={lanes} />
    </Prefetched>
  );
}
