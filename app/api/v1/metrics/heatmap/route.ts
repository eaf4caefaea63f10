import { queryHeatmap } from '#lib/api/heatmap.ts';
import { heatmapQuery } from '#lib/contracts/heatmap.ts';
import { route } from '#lib/http/route.ts';

export const dynamic = 'force-dynamic';

export const GET = route({ path: '/api/v1/metrics/heatmap', method: 'GET', query: heatmapQuery }, (caller, call) =>
  queryHeatmap(caller, call.query, call.nowMs),
);
