/**
 * Joins the run that `id` names as `name`. Not by a plain join: no key spans hot and cold runs, so that Postgres would
 * expect many runs of one ID, and read the tables of words whole for them.
 */
export const joinRun = (name: string, id: string, bounds = 'true'): string =>
  `cross join lateral (select * from run where run.id = ${id} and ${bounds} limit 1) ${name}`;
