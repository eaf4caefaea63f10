// Who may do what, written down a second time and apart from the product's own table: GET, then POST, PATCH and DELETE where there are
// such. v = viewer, o = operator, a = admin, p = everybody, - = no such method.

const table = `
/api/v1/setup pp
/api/v1/session vpvv
/api/v1/session/second-step -p
/api/v1/session/two-step vv
/api/v1/session/two-step/confirm -v
/api/v1/session/two-step/off -v
/api/v1/session/two-step/recovery-codes -v
/api/v1/session/oidc -p
/api/v1/session/oidc/callback p
/api/v1/sessions v
/api/v1/sessions/[id] ---v
/api/v1/users aa
/api/v1/users/[id] --aa
/api/v1/users/[id]/two-step ---a
/api/v1/livez p
/api/v1/readyz p
/api/v1/metrics v
/api/v1/csp-reports -p
/livez p
/readyz p
/metrics v
/check-in/[...parts] pp
/api/v1/openapi.json v
/api/docs v
/api/v1/runs v
/api/v1/runs/facets v
/api/v1/runs/[id] v
/api/v1/runs/[id]/outline v
/api/v1/journeys/[correlationId] v
/api/v1/search v
/api/v1/queues v
/api/v1/queues/[id] v
/api/v1/queues/[id]/composition v
/api/v1/jobs v
/api/v1/jobs/[id] v
/api/v1/jobs/[id]/versions v
/api/v1/deploys v
/api/v1/metrics/query v
/api/v1/metrics/queries v
/api/v1/metrics/heatmap v
/api/v1/errors v-o
/api/v1/errors/[fingerprint] v-o
/api/v1/errors/[fingerprint]/affected v
/api/v1/errors/[fingerprint]/affected.csv v
/api/v1/dead-letters v
/api/v1/attention v
/api/v1/schedules vo
/api/v1/schedules/import -o
/api/v1/schedules/upcoming v
/api/v1/schedules/[id] v-oo
/api/v1/workers v
/api/v1/sources va
/api/v1/sources/probe -a
/api/v1/sources/[id] v-aa
/api/v1/alerts/rules vo
/api/v1/alerts/rules/preview -o
/api/v1/alerts/rules/[id] v-oo
/api/v1/alerts/instances v
/api/v1/alerts/instances/[id]/acknowledge -o
/api/v1/alerts/history v
/api/v1/alerts/silences vo
/api/v1/alerts/silences/[id] ---o
/api/v1/alerts/channels va
/api/v1/alerts/channels/[id] --aa
/api/v1/alerts/channels/[id]/test -a
/api/v1/alerts/channels/[id]/rotate -a
/mcp -v
/api/v1/mcp -v
/api/v1/widgets vo
/api/v1/widgets/[id] v-oo
/api/v1/widgets/[id]/rotate -o
/api/v1/keys aa
/api/v1/keys/[id] ---a
/api/v1/audit a
/api/v1/trust v
/api/v1/stream v
/api/v1/export/runs.csv v
/api/v1/export/runs.jsonl v
/embed/v1/[name] p
/embed/v1/[name]/card.svg p
/embed/v1/oembed p
/embed/v1/widget.js p
/status p
/setup p
/sign-in p
/ v
/runs v
/runs/[id] v
/c/[correlationId] v
/compare v
/queues v
/queues/[id] v
/jobs v
/jobs/[id] v
/errors v
/errors/[fingerprint] v
/dead-letters v
/schedules v
/schedules/[id] v
/workers v
/explore v
/alerts v
/alerts/rules/[id] v
/alerts/history v
/alerts/silences v
/alerts/channels v
/sources v
/trust v
/settings v
/settings/keys a
/settings/users a
/settings/sessions v
/settings/audit a
/settings/data v
/settings/about v
/widgets v
`;

export const methods = ['GET', 'POST', 'PATCH', 'DELETE'] as const;
export type Method = (typeof methods)[number];
export type Least = 'public' | 'viewer' | 'operator' | 'admin';
const letters: Record<string, Least> = { p: 'public', v: 'viewer', o: 'operator', a: 'admin' };

export interface Cell {
  path: string;
  method: Method;
  least: Least;
}

export const expectedAccess: readonly Cell[] = table
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [path = '', roles = ''] = line.split(' ');
    return methods.flatMap((method, index) => {
      const least = letters[roles[index] ?? '-'];
      return least ? [{ path, method, least }] : [];
    });
  });
