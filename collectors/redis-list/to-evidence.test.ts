import { describe, expect, it } from 'vitest';
import type { SourceSettings } from '#lib/collector.ts';
import { runsOf } from '#lib/testing/read-source.ts';
import { type ListReading, type ListState, readingToEvidence } from './to-evidence.ts';

const source: SourceSettings = {
  name: 'labels',
  kind: 'redis-list',
  environment: 'test',
  config: {},
  pollMs: 1000,
  correlation: { pointers: [] },
  payload: { allow: [], redact: [] },
};
const message = '{"id":"m-1"}';
const begin = 1_790_000_000_000_000;

/** Reads one after the other, a second apart. */
function read(steps: Partial<ListReading>[]) {
  let state: ListState = {};
  const evidence = steps.flatMap((step, index) => {
    const now = begin + index * 1_000_000;
    const reading = { queue: 'labels', waiting: [], processing: [], dead: [], isWhole: true, now, ...step };
    const told = readingToEvidence(reading, state, source, { id: '/id', attempt: '/attempt' }, now);
    state = told.state;
    return told.evidence;
  });
  return [...runsOf(evidence).values()];
}

describe('messages in lists', () => {
  it('succeed when they leave the list of work in progress for nowhere', () => {
    const [run] = read([{ waiting: [message] }, { processing: [message] }, {}]);
    expect(run).toMatchObject({
      state: 'succeeded',
      waitUs: 1_000_000,
      fidelity: { state: 'inferred' },
    });
  });

  it('fail when they go back, and are dead among the dead letters', () => {
    const [run] = read([
      { processing: [message] },
      { waiting: [message] },
      { processing: [message] },
      { dead: [message] },
      {},
    ]);
    expect(run).toMatchObject({ state: 'dead', waitUs: null });
    expect(run?.attempts).toHaveLength(2);
  });

  it('are not given up for done when only a part of the list could be read', () => {
    const [run] = read([{ waiting: [message] }, { isWhole: false }]);
    expect(run?.state).toBe('queued');
  });

  it('are not called a success where nobody can see how they went', () => {
    const [run] = read([{ waiting: [message], processing: null }, { processing: null }]);
    expect(run?.state).not.toBe('succeeded');
  });

  it('without an id are told apart by their bytes and number', () => {
    expect(read([{ waiting: ['a', 'a', 'b'] }])).toHaveLength(3);
  });
});
