// Every screen, with a part that only live data brings.
export interface ScreenAt {
  name: string;
  path: string;
  /** Seen once the data is there. */
  awaits: string;
}

/** `api`: asks the running demo, for what its screens are about. */
export async function allScreens(api: <T>(resource: string) => Promise<T>): Promise<ScreenAt[]> {
  const { items: dead } = await api<{ items: { id: string }[] }>('/runs?state=succeeded&queue=email&limit=1');
  const { items: journeys } = await api<{ items: { correlationId: string }[] }>(
    '/runs?state=succeeded&queue=order-fulfilment&limit=1',
  );
  const { items: queues } = await api<{ items: { id: string }[] }>('/queues?queue=order-fulfilment');
  const { items: jobs } = await api<{ items: { id: string }[] }>('/jobs?job=send-receipt');
  const { items: errors } = await api<{ items: { fingerprint: string; type: string; count: number }[] }>(
    '/errors?limit=50',
  );
  // one that stays: an error of a single run goes when the run fails once more in another way
  errors.sort((a, b) => b.count - a.count);
  const { items: schedules } = await api<{ items: { id: string; name: string }[] }>('/schedules');
  return [
    { name: 'overview', path: '/', awaits: 'order-fulfilment' },
    { name: 'queues', path: '/queues', awaits: 'order-fulfilment' },
    { name: 'queue', path: `/queues/${queues[0]?.id}`, awaits: 'order-fulfilment' },
    { name: 'runs', path: '/runs', awaits: 'email' },
    { name: 'run', path: `/runs/${dead[0]?.id}`, awaits: 'email' },
    { name: 'jobs', path: '/jobs', awaits: 'send-receipt' },
    { name: 'job', path: `/jobs/${jobs[0]?.id}`, awaits: 'Versions' },
    { name: 'errors', path: '/errors', awaits: errors[0]?.type ?? '' },
    { name: 'error', path: `/errors/${errors[0]?.fingerprint}`, awaits: 'Blast radius' },
    { name: 'dead-letters', path: '/dead-letters', awaits: 'By queue' },
    { name: 'workers', path: '/workers', awaits: 'fulfilment-1' },
    { name: 'explore', path: '/explore', awaits: 'Groups' },
    { name: 'schedules', path: '/schedules', awaits: 'Coming in the next 24 hours' },
    { name: 'schedule', path: `/schedules/${schedules[0]?.id}`, awaits: 'Last due times' },
    { name: 'sources', path: '/sources', awaits: 'orders-pg-boss' },
    { name: 'no such job', path: '/jobs/1.999999', awaits: 'There is no such job' },
    { name: 'no such error', path: '/errors/abcdabcd', awaits: 'No run in this window has this error' },
    {
      name: 'nothing in an environment',
      path: '/dead-letters?environment=nowhere',
      awaits: 'Nothing died in this window',
    },
    { name: 'alerts', path: '/alerts', awaits: 'Signalbox itself' },
    { name: 'new rule', path: '/alerts/rules/new', awaits: 'On stored history' },
    { name: 'silences', path: '/alerts/silences', awaits: 'Nothing is silenced' },
    { name: 'alert history', path: '/alerts/history', awaits: 'Alert history' },
    { name: 'widgets', path: '/widgets', awaits: 'Widgets' },
    { name: 'keys', path: '/settings/keys', awaits: 'New key' },
    { name: 'users', path: '/settings/users', awaits: 'ada@example.com' },
    { name: 'sessions', path: '/settings/sessions', awaits: 'Your password' },
    { name: 'audit', path: '/settings/audit', awaits: 'user.create' },
    { name: 'trust', path: '/trust', awaits: 'What to change' },
    { name: 'journey', path: `/c/${encodeURIComponent(journeys[0]?.correlationId ?? '')}`, awaits: 'order-fulfilment' },
  ];
}
