// What each process needs of the database when it connects as a role of its own, and nothing else. Whoever migrates stays the owner of the
// tables; those that are cut into days are the worker's, which makes and drops their days, and those that it vacuums.
import { dayTables } from '#lib/db/partition/tables.ts';
import { busyTables } from '#lib/db/vacuum-busy.ts';

export const databaseRoles = ['signalbox_door', 'signalbox_worker', 'signalbox_web'] as const;
export type DatabaseRole = (typeof databaseRoles)[number];

type Rights = Readonly<Record<string, string>>;

/** Appends what is sent in. It reads who may send and what it has to count up; of sources, and of their secrets, those that GitHub pushes to (these two are cut by row). */
const door: Rights = {
  inbox: 'insert, select (at, items)',
  ingest_batch: 'insert, select',
  span: 'insert',
  span_chunk: 'insert',
  log: 'insert',
  gap: 'insert',
  quarantine: 'insert',
  dim: 'select, insert',
  queue: 'select, insert',
  rejection: 'select, insert, update',
  finding: 'select, insert, update',
  worker: 'select, insert, update',
  watched: 'select, insert, update',
  schedule: 'select, insert, update',
  check_in_open: 'select, insert, delete',
  api_key:
    'select (id, name, scope, environment, token_hash, last_used_at, revoked_at, expires_at), update (last_used_at)',
  source: 'select',
  source_secret: 'select',
};

const all = 'select, insert, update, delete';
const allOf = (...tables: string[]): Rights => Object.fromEntries(tables.map((table) => [table, all]));

/** Watches, derives, keeps house, alerts: everything but people, their sessions and what they did. */
const worker: Rights = {
  ...allOf('inbox', 'ingest_batch', 'dim', 'queue', 'gap', 'quarantine', 'rejection', 'finding', 'worker', 'watched'),
  ...allOf('rollup', 'rollup_delta', 'run_reach', 'error_group', 'deploy', 'lease', 'setting'),
  ...allOf('source', 'source_secret', 'source_state', 'source_probe', 'schedule', 'schedule_slot', 'check_in_open'),
  ...allOf(
    'channel_secret',
    'alert_rule',
    'alert_instance',
    'alert_transition',
    'alert_silence',
    'alert_channel',
    'alert_delivery',
  ),
  widget: 'select',
  widget_row: all,
  api_key: door.api_key ?? '',
};

/** What is written there cannot be read by whom may only write it: a part is replaced, moved and removed by its name. */
const writeOnly = 'insert, delete, select (owner_id, part), update (part)';

/** Tables of which the web process sees no more than its rights say; of all others it may read whatever there is. */
export const hiddenFromWeb = ['source_secret', 'channel_secret', 'source_probe'] as const;

/**
 * People's screens and API. It reads what it shows, and of evidence writes only what check-ins at its port append. It holds accounts, because
 * people sign in there; secrets of sources and channels it takes, and never gets back.
 */
const web: Rights = {
  ...door,
  ...allOf('auth_user', 'auth_session', 'auth_account', 'auth_verification', 'auth_two_step', 'auth_ticket'),
  ...allOf('source', 'source_state', 'schedule', 'schedule_slot', 'check_in_open'),
  source_secret: writeOnly,
  channel_secret: writeOnly,
  source_probe: 'insert, delete, select (id, answer)',
  ...allOf('alert_rule', 'alert_instance', 'alert_silence', 'alert_channel', 'alert_delivery', 'widget', 'widget_row'),
  setting: all,
  api_key: all,
  alert_transition: 'select, insert',
  audit: 'select, insert',
  error_group: 'select, update',
  lease: 'select, insert, update',
};

export const rights: Readonly<Record<DatabaseRole, Rights>> = {
  signalbox_door: door,
  signalbox_worker: worker,
  signalbox_web: web,
};

/** What the worker owns: what is cut into days, and what it vacuums (`vacuumBusy`). */
export const workerTables: readonly string[] = [...dayTables.map(({ name }) => name), 'run', ...busyTables];

/** Matches each of them, and its days. */
export const workerTablePattern = `^(${workerTables.join('|')})(_[0-9]{8})?$`;
