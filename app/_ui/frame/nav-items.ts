// The navigation: only what has a page.
export interface NavItem {
  path: string;
  label: string;
  count?: 'errors' | 'deadLetters' | 'alerts';
}

export const navGroups: readonly (readonly NavItem[])[] = [
  [
    { path: '/', label: 'Overview' },
    { path: '/runs', label: 'Runs' },
    { path: '/queues', label: 'Queues' },
    { path: '/jobs', label: 'Jobs' },
    { path: '/errors', label: 'Errors', count: 'errors' },
    { path: '/dead-letters', label: 'Dead letters', count: 'deadLetters' },
    { path: '/schedules', label: 'Schedules' },
    { path: '/workers', label: 'Workers' },
    { path: '/explore', label: 'Explore' },
    { path: '/alerts', label: 'Alerts', count: 'alerts' },
    { path: '/widgets', label: 'Widgets' },
  ],
  [
    { path: '/sources', label: 'Sources' },
    { path: '/trust', label: 'Trust' },
    { path: '/settings', label: 'Settings' },
  ],
];

/** Whether `item` is where `pathname` lives: `/runs/42` belongs to Runs, a journey to Runs as well. */
export function isCurrent(item: NavItem, pathname: string): boolean {
  if (item.path === '/') return pathname === '/';
  if (item.path === '/runs' && pathname.startsWith('/c/')) return true;
  return pathname === item.path || pathname.startsWith(`${item.path}/`);
}
