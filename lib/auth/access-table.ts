// Who may do what: every route and page with the least role per method. One table, read by the one layer that lets
// callers in (`authorise.ts`); a route or page without an entry fails the tests and answers 403.
import type { Role } from '#lib/contracts/session.ts';

export const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const;
export type Method = (typeof methods)[number];
export type Least = 'public' | Role;
export type Access = Partial<Record<Method, Least>>;

const readOnly: Access = { GET: 'viewer' };
const open: Access = { GET: 'public' };

/** Keys are paths as Next's folders spell them, without groups: `/api/v1/runs/[id]`. */
export const accessTable: Readonly<Record<string, Access>> = {
  '/api/v1/setup': { GET: 'public', POST: 'public' },
  '/api/v1/session': { GET: 'viewer', POST: 'public', PATCH: 'viewer', DELETE: 'viewer' },
  // the ticket that a right password brought says who may
  '/api/v1/session/second-step': { POST: 'public' },
  // one's own
  '/api/v1/session/two-step': { GET: 'viewer', POST: 'viewer' },
  '/api/v1/session/two-step/confirm': { POST: 'viewer' },
  '/api/v1/session/two-step/off': { POST: 'viewer' },
  '/api/v1/session/two-step/recovery-codes': { POST: 'viewer' },
  // the state that the first one puts into a cookie is what the second one asks for
  '/api/v1/session/oidc': { POST: 'public' },
  '/api/v1/session/oidc/callback': open,
  // one's own; everybody's for admins (lib/api/sessions.ts)
  '/api/v1/sessions': readOnly,
  '/api/v1/sessions/[id]': { DELETE: 'viewer' },
  '/api/v1/users': { GET: 'admin', POST: 'admin' },
  '/api/v1/users/[id]': { PATCH: 'admin', DELETE: 'admin' },
  '/api/v1/users/[id]/two-step': { DELETE: 'admin' },
  '/api/v1/livez': open,
  '/api/v1/readyz': open,
  '/api/v1/metrics': readOnly,
  // by browsers themselves, about pages that are open to all as well; changes nothing
  '/api/v1/csp-reports': { POST: 'public' },
  '/livez': open,
  '/readyz': open,
  '/metrics': readOnly,
  // the token in the path says who may
  '/check-in/[...parts]': { GET: 'public', POST: 'public' },
  '/api/v1/openapi.json': readOnly,
  '/api/docs': readOnly,
  '/api/v1/runs': readOnly,
  '/api/v1/runs/facets': readOnly,
  '/api/v1/runs/[id]': readOnly,
  '/api/v1/runs/[id]/outline': readOnly,
  '/api/v1/journeys/[correlationId]': readOnly,
  '/api/v1/search': readOnly,
  '/api/v1/queues': readOnly,
  '/api/v1/queues/[id]': readOnly,
  '/api/v1/queues/[id]/composition': readOnly,
  '/api/v1/jobs': readOnly,
  '/api/v1/jobs/[id]': readOnly,
  '/api/v1/jobs/[id]/versions': readOnly,
  '/api/v1/deploys': readOnly,
  '/api/v1/metrics/query': readOnly,
  '/api/v1/metrics/queries': readOnly,
  '/api/v1/metrics/heatmap': readOnly,
  '/api/v1/errors': { GET: 'viewer', PATCH: 'operator' },
  '/api/v1/errors/[fingerprint]': { GET: 'viewer', PATCH: 'operator' },
  '/api/v1/errors/[fingerprint]/affected': readOnly,
  '/api/v1/errors/[fingerprint]/affected.csv': readOnly,
  '/api/v1/dead-letters': readOnly,
  '/api/v1/attention': readOnly,
  '/api/v1/schedules': { GET: 'viewer', POST: 'operator' },
  '/api/v1/schedules/import': { POST: 'operator' },
  '/api/v1/schedules/upcoming': readOnly,
  '/api/v1/schedules/[id]': { GET: 'viewer', PATCH: 'operator', DELETE: 'operator' },
  '/api/v1/workers': readOnly,
  '/api/v1/sources': { GET: 'viewer', POST: 'admin' },
  '/api/v1/sources/probe': { POST: 'admin' },
  '/api/v1/sources/[id]': { GET: 'viewer', PATCH: 'admin', DELETE: 'admin' },
  '/api/v1/alerts/rules': { GET: 'viewer', POST: 'operator' },
  '/api/v1/alerts/rules/preview': { POST: 'operator' },
  '/api/v1/alerts/rules/[id]': { GET: 'viewer', PATCH: 'operator', DELETE: 'operator' },
  '/api/v1/alerts/instances': readOnly,
  '/api/v1/alerts/instances/[id]/acknowledge': { POST: 'operator' },
  '/api/v1/alerts/history': readOnly,
  '/api/v1/alerts/silences': { GET: 'viewer', POST: 'operator' },
  '/api/v1/alerts/silences/[id]': { DELETE: 'operator' },
  '/api/v1/alerts/channels': { GET: 'viewer', POST: 'admin' },
  '/api/v1/alerts/channels/[id]': { PATCH: 'admin', DELETE: 'admin' },
  '/api/v1/alerts/channels/[id]/test': { POST: 'admin' },
  '/api/v1/alerts/channels/[id]/rotate': { POST: 'admin' },
  // each tool asks for the least role of the route that it stands for (lib/mcp/tools.ts)
  '/mcp': { POST: 'viewer' },
  '/api/v1/mcp': { POST: 'viewer' },
  '/api/v1/widgets': { GET: 'viewer', POST: 'operator' },
  '/api/v1/widgets/[id]': { GET: 'viewer', PATCH: 'operator', DELETE: 'operator' },
  '/api/v1/widgets/[id]/rotate': { POST: 'operator' },
  '/api/v1/keys': { GET: 'admin', POST: 'admin' },
  '/api/v1/keys/[id]': { DELETE: 'admin' },
  '/api/v1/audit': { GET: 'admin' },
  '/api/v1/trust': readOnly,
  '/api/v1/stream': readOnly,
  '/api/v1/export/runs.csv': readOnly,
  '/api/v1/export/runs.jsonl': readOnly,
  // pages
  '/': readOnly,
  '/runs': readOnly,
  '/runs/[id]': readOnly,
  '/c/[correlationId]': readOnly,
  '/compare': readOnly,
  '/queues': readOnly,
  '/queues/[id]': readOnly,
  '/jobs': readOnly,
  '/jobs/[id]': readOnly,
  '/errors': readOnly,
  '/errors/[fingerprint]': readOnly,
  '/dead-letters': readOnly,
  '/schedules': readOnly,
  '/schedules/[id]': readOnly,
  '/workers': readOnly,
  '/explore': readOnly,
  '/alerts': readOnly,
  '/alerts/rules/[id]': readOnly,
  '/alerts/history': readOnly,
  '/alerts/silences': readOnly,
  '/alerts/channels': readOnly,
  '/sources': readOnly,
  '/trust': readOnly,
  '/settings': readOnly,
  '/settings/keys': { GET: 'admin' },
  '/settings/users': { GET: 'admin' },
  '/settings/sessions': readOnly,
  '/settings/audit': { GET: 'admin' },
  '/settings/data': readOnly,
  '/settings/about': readOnly,
  '/widgets': readOnly,
  // a token of its own, or a signature, in the path or the header: never a session (lib/embed/open-widget.ts)
  '/embed/v1/[name]': open,
  '/embed/v1/[name]/card.svg': open,
  '/embed/v1/oembed': open,
  '/embed/v1/widget.js': open,
  '/status': open,
  '/setup': open,
  '/sign-in': open,
};

const rank: Record<Least, number> = { public: 0, viewer: 1, operator: 2, admin: 3 };

/** Whether `role` reaches `least`. */
export function reaches(role: Role, least: Least): boolean {
  return rank[role] >= rank[least];
}

/** The least role for a method of a path; undefined when the table does not know it, which means: nobody. */
export function leastFor(path: string, method: Method): Least | undefined {
  return Object.hasOwn(accessTable, path) ? accessTable[path]?.[method] : undefined;
}
