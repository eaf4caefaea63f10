// What the door counts about itself, in the Prometheus text format.
// Source: https://prometheus.io/docs/instrumenting/exposition_formats/

/** Upper bounds of the answer-time histogram, in seconds. */
const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export class DoorCounters {
  readonly #requests = new Map<string, number>();
  readonly #buckets = bounds.map(() => 0);
  #answers = 0;
  #answerSeconds = 0;
  accepted = 0;
  rejected = 0;

  countAnswer(signal: string, status: number, seconds: number): void {
    const labels = `signal="${signal}",code="${status}"`;
    this.#requests.set(labels, (this.#requests.get(labels) ?? 0) + 1);
    this.#answers++;
    this.#answerSeconds += seconds;
    for (const [i, bound] of bounds.entries()) if (seconds <= bound) this.#buckets[i] = (this.#buckets[i] ?? 0) + 1;
  }

  /** The text of `/metrics`. */
  text(bytesInFlight: number): string {
    const lines = ['# TYPE signalbox_door_requests_total counter'];
    for (const [labels, count] of this.#requests) lines.push(`signalbox_door_requests_total{${labels}} ${count}`);
    lines.push('# TYPE signalbox_door_records_accepted_total counter');
    lines.push(`signalbox_door_records_accepted_total ${this.accepted}`);
    lines.push('# TYPE signalbox_door_records_rejected_total counter');
    lines.push(`signalbox_door_records_rejected_total ${this.rejected}`);
    lines.push('# TYPE signalbox_door_bytes_in_flight gauge', `signalbox_door_bytes_in_flight ${bytesInFlight}`);
    lines.push('# TYPE signalbox_door_answer_seconds histogram');
    for (const [i, bound] of bounds.entries()) {
      lines.push(`signalbox_door_answer_seconds_bucket{le="${bound}"} ${this.#buckets[i]}`);
    }
    lines.push(`signalbox_door_answer_seconds_bucket{le="+Inf"} ${this.#answers}`);
    lines.push(`signalbox_door_answer_seconds_sum ${this.#answerSeconds}`);
    lines.push(`signalbox_door_answer_seconds_count ${this.#answers}`);
    return `${lines.join('\n')}\n`;
  }
}
