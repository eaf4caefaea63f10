// What the roles of one process tell of themselves, gathered by whoever answers /metrics and /readyz for it.
import type { Metric } from './exposition.ts';
import { processMetrics } from './process-metrics.ts';

export interface Readiness {
  /** It can do what it is for. */
  isReady: boolean;
  /** What is wrong, a sentence each. */
  reasons: string[];
}

export interface Told {
  metrics?(): readonly Metric[] | Promise<readonly Metric[]>;
  readiness?(): Readiness | Promise<Readiness>;
}

export class Report {
  readonly #told: Told[] = [];

  /** From now on this is asked as well. */
  add(told: Told): void {
    this.#told.push(told);
  }

  async metrics(): Promise<Metric[]> {
    const all = await Promise.all(this.#told.map((one) => one.metrics?.() ?? []));
    return [...processMetrics(), ...all.flat()];
  }

  /** Ready when all are; the reasons of all. */
  async readiness(): Promise<Readiness> {
    const all = await Promise.all(this.#told.map((one) => one.readiness?.() ?? { isReady: true, reasons: [] }));
    return { isReady: all.every((one) => one.isReady), reasons: all.flatMap((one) => one.reasons) };
  }
}

/** As `/readyz` says it. */
export const readinessText = ({ isReady, reasons }: Readiness): string =>
  `${[isReady ? 'ok' : 'not ready', ...reasons].join('\n')}\n`;
