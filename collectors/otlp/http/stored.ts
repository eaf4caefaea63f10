// What became of one request's records (spans and log records) in the database.
import { recordsIn } from '#lib/ingest/pack-request.ts';
import type { Delivery } from './commit-group.ts';

export interface Stored {
  stored: number;
  /** Of a request that the ledger knew: nothing was written. */
  duplicate: number;
  /** Refused by the database for what is in them, and kept aside. */
  quarantined: number;
}

export const recordsOf = ({ request }: Pick<Delivery, 'request'>): number => recordsIn(request);
