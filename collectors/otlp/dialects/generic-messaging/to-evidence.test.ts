import { describe, expect, it } from 'vitest';
import { spanKind } from '#lib/ingest/span-row.ts';
import { spanRow } from '../../testing-span.ts';
import { spansToEvidence } from '../index.ts';

const now = 1_700_000_100_000_000;
const read = (...args: Parameters<typeof spanRow>) => spansToEvidence([spanRow(...args)], now);

describe('messaging conventions', () => {
  it('make an attempt of a processing span, with the present names and with the former ones', () => {
    const present = {
      'messaging.system': 'rabbitmq',
      'messaging.destination.name': 'mail',
      'messaging.operation.type': 'process',
      'messaging.message.id': 'm-1',
    };
    const former = {
      'messaging.system': 'rabbitmq',
      'messaging.destination': 'mail',
      'messaging.operation': 'deliver',
      'messaging.message_id': 'm-1',
    };
    for (const attributes of [present, former]) {
      expect(read({ attributes })).toMatchObject([
        {
          kind: 'attempt',
          system: 'rabbitmq',
          queue: 'mail',
          names: { jobId: 'm-1' },
          outcome: 'succeeded',
          fidelity: 'derived',
        },
      ]);
    }
  });

  it('take kind and name where the operation is missing', () => {
    const attributes = { 'messaging.system': 'some-broker', 'messaging.destination': 'default' };
    expect(read({ attributes, kind: spanKind.producer, name: 'default publish' })[0]?.kind).toBe('created');
    expect(read({ attributes, kind: spanKind.consumer, name: 'default process' })[0]?.kind).toBe('attempt');
    expect(read({ attributes, kind: spanKind.internal, name: 'default process' })[0]?.kind).toBe('attempt');
  });

  it('make no run of receiving, settling, a batch or a failed send', () => {
    const base = { 'messaging.system': 'kafka', 'messaging.destination.name': 't' };
    const none = (attributes: object, over: object = {}) =>
      expect(read({ attributes: { ...base, ...attributes }, ...over })).toEqual([]);
    none({ 'messaging.operation.type': 'receive' });
    none({ 'messaging.operation.type': 'settle' });
    none({}, { name: 't receive' });
    none({ 'messaging.operation.type': 'send', 'messaging.batch.message_count': 3 }, { kind: spanKind.producer });
    none({ 'messaging.operation.type': 'send' }, { kind: spanKind.producer, status: 2 });
    none({ 'messaging.operation.type': 'send' }, { kind: spanKind.client, status: 2 });
  });

  it('know a Kafka message by its place in the log', () => {
    const attributes = {
      'messaging.system': 'kafka',
      'messaging.destination.name': 'orders',
      'messaging.operation.type': 'process',
      'messaging.destination.partition.id': '3',
      'messaging.kafka.message.offset': 42,
    };
    expect(read({ attributes })[0]?.names).toEqual({ jobId: '3:42' });
  });

  it('join by link or parent where there is no id', () => {
    const attributes = { 'messaging.system': 'resque', 'messaging.destination': 'q', 'messaging.operation': 'process' };
    const link = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), attributes: {}, flags: 0 };
    const linked = read({ attributes, links: [link] })[0];
    expect(linked?.names).toEqual({ createdBy: { traceId: link.traceId, spanId: link.spanId } });
    expect(linked?.edges).toEqual([{ kind: 'link', to: { span: { traceId: link.traceId, spanId: link.spanId } } }]);
    expect(read({ attributes, parentSpanId: 'c'.repeat(16) })[0]?.names).toEqual({
      createdBy: { traceId: '1'.repeat(32), spanId: 'c'.repeat(16) },
    });
  });

  it('says nothing about a failure being final', () => {
    const attributes = { 'messaging.system': 'x', 'messaging.operation.type': 'process', 'error.type': 'timeout' };
    expect(read({ attributes, status: 2 })).toMatchObject([
      { outcome: 'failed', error: { type: 'timeout', message: 'timeout' } },
    ]);
    expect(read({ attributes, status: 2 })[0]?.isFinal).toBeUndefined();
  });

  it('makes nothing of spans that are about no message', () => {
    expect(read({ attributes: { 'http.request.method': 'GET' }, kind: spanKind.server })).toEqual([]);
  });
});
