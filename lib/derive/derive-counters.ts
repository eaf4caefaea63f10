// What the deriver counts about itself, in the thread that is asked.
import type { Turn } from '#lib/derive/deriver.ts';
import { counter, gauge, Histogram, type Metric } from '#lib/metrics/exposition.ts';

const lagBounds = [0.25, 0.5, 1, 2, 5, 10, 30, 60, 300];

export class DeriveCounters {
  #batches = 0;
  #failures = 0;
  #items = 0;
  #runs = 0;
  #lastLagMs: number | null = null;
  readonly #lag = new Histogram(lagBounds);

  /** null = a batch failed, and will be tried again. */
  count(turn: Turn | null): void {
    if (turn === null) {
      this.#failures++;
      return;
    }
    if (turn.lagMs === null) return;
    this.#batches++;
    this.#items += turn.items;
    this.#runs += turn.writes;
    this.#lastLagMs = turn.lagMs;
    this.#lag.observe(turn.lagMs / 1000);
  }

  metrics(): Metric[] {
    return [
      counter('signalbox_derive_batches_total', 'Batches of evidence that were derived and committed.', this.#batches),
      counter('signalbox_derive_failures_total', 'Batches that failed and were tried again.', this.#failures),
      counter('signalbox_derive_items_total', 'Pieces of evidence derived.', this.#items),
      counter('signalbox_derive_runs_total', 'Runs written; a run is written each time it changes.', this.#runs),
      ...(this.#lastLagMs === null
        ? []
        : [
            gauge(
              'signalbox_derive_last_lag_seconds',
              'From storing to deriving, of the oldest of the last batch.',
              this.#lastLagMs / 1000,
            ),
          ]),
      this.#lag.metric('signalbox_derive_lag_seconds', 'From storing to deriving, of the oldest of each batch.'),
    ];
  }
}
