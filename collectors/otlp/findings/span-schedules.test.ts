import { expect, it } from 'vitest';
import { Decoding } from '../decode/decoding.ts';
import { decodeTracesJson } from '../decode/json-request.ts';
import { spanSchedules } from './span-schedules.ts';

const nowUs = 1_800_000_000_000_000;
const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const spansOf = (...attributes: object[][]) => {
  const nano = `${nowUs}000`;
  const spans = attributes.map((list, index) => ({
    traceId: 'ab'.repeat(16),
    spanId: `${index}`.padStart(16, '1'),
    name: 'invoke',
    kind: 2,
    startTimeUnixNano: nano,
    endTimeUnixNano: nano,
    attributes: list,
  }));
  const resource = { attributes: [attribute('service.name', 'functions'), attribute('faas.name', 'nightly-clean')] };
  const body = Buffer.from(JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: {}, spans }] }] }));
  return decodeTracesJson(body, new Decoding(nowUs)).spans;
};

it('tells the timers of functions with their expression, each once', () => {
  const timer = [attribute('faas.trigger', 'timer'), attribute('faas.cron', 'rate(5 minutes)')];
  const told = spanSchedules(
    spansOf(
      timer,
      timer,
      [attribute('faas.trigger', 'timer')],
      [attribute('faas.cron', 'cron(x)'), attribute('faas.trigger', 'timer')],
    ),
  );
  expect(told).toEqual([
    {
      environment: 'production',
      source: 'functions',
      system: 'faas',
      fact: {
        name: 'nightly-clean',
        queue: 'nightly-clean',
        job: 'nightly-clean',
        expression: null,
        everyMs: 300_000,
        timeZone: null,
        nextDueAt: null,
      },
    },
  ]);
});
