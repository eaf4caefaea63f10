// Figures about ourselves in the Prometheus text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). Pure. Names and
// labels tell nothing of jobs, queues or senders.

export interface Sample {
  value: number;
  labels?: Readonly<Record<string, string>>;
  /** What a histogram adds to its name: `_bucket`, `_sum`, `_count`. */
  suffix?: string;
}

export interface Metric {
  /** Without the unit's abbreviation: `signalbox_inbox_oldest_seconds`; counters end in `_total`. */
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  samples: readonly Sample[];
}

export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

export const counter = (name: string, help: string, value: number): Metric => ({
  name,
  help,
  type: 'counter',
  samples: [{ value }],
});

export const gauge = (name: string, help: string, value: number): Metric => ({
  name,
  help,
  type: 'gauge',
  samples: [{ value }],
});

/** One counter, told apart by a label. */
export const counterBy = (name: string, help: string, label: string, values: Iterable<[string, number]>): Metric => ({
  name,
  help,
  type: 'counter',
  samples: Array.from(values, ([word, value]) => ({ labels: { [label]: word }, value })),
});

/** Counts of observations up to each bound, as they are gathered: not cumulated beforehand. */
export class Histogram {
  readonly bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;
  #count = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.#sum += value;
    this.#count++;
    const at = this.bounds.findIndex((bound) => value <= bound);
    if (at >= 0) this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  metric(name: string, help: string): Metric {
    let cumulated = 0;
    const buckets = this.bounds.map((bound, i) => {
      cumulated += this.#counts[i] ?? 0;
      return { suffix: '_bucket', labels: { le: String(bound) }, value: cumulated };
    });
    const samples: Sample[] = [
      ...buckets,
      { suffix: '_bucket', labels: { le: '+Inf' }, value: this.#count },
      { suffix: '_sum', value: this.#sum },
      { suffix: '_count', value: this.#count },
    ];
    return { name, help, type: 'histogram', samples };
  }
}

const escapedLabel = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
const escapedHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');

/** Metrics of one name must be one `Metric`. */
export function exposition(metrics: readonly Metric[]): string {
  const lines: string[] = [];
  for (const { name, help, type, samples } of metrics) {
    lines.push(`# HELP ${name} ${escapedHelp(help)}`, `# TYPE ${name} ${type}`);
    for (const { labels = {}, value, suffix = '' } of samples) {
      const words = Object.entries(labels).map(([label, word]) => `${label}="${escapedLabel(word)}"`);
      lines.push(`${name}${suffix}${words.length > 0 ? `{${words.join(',')}}` : ''} ${numberText(value)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}
