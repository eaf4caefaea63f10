import type { QueueSample } from '#lib/collector.ts';
import type { Micros } from '#lib/domain/evidence.ts';

/** An unchanged queue is stored this often: a stretch without samples means that nobody measured. */
const restUs: Micros = 10_000_000;
/** A changing one at most this often. */
const stepUs: Micros = 1_000_000;

type Shown = Pick<QueueSample, 'at'> & { figures: string };

/** Keeps samples few: a queue's reading is passed on when it changed, and otherwise every ten seconds. */
export class SampleGate {
  #last = new Map<string, Shown>();

  pass(samples: readonly QueueSample[]): QueueSample[] {
    return samples.filter((sample) => {
      const { at, queue, oldestWaitingMs, ...rest } = sample;
      const figures = JSON.stringify([rest, oldestWaitingMs === null]);
      const last = this.#last.get(queue);
      const isDue = !last || at - last.at >= restUs || (figures !== last.figures && at - last.at >= stepUs);
      if (isDue) this.#last.set(queue, { at, figures });
      return isDue;
    });
  }
}
