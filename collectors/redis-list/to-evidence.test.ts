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

/** Reads one after the other, a second apart; something was read before, unless `before` is null. */
function read(steps: Partial<ListReading>[], before: ListState | null = {}) {
  let state = before;
  const evidence = steps.flatMap((step, index) => {
    const now = begin + index * 1_000_000;
    const whole = { isWhole: true, isProcessingWhole: true, isDeadWhole: true };
    const reading = { queue: 'labels', waiting: [], processing: [], dead: [], now, ...whole, ...step };
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

  it('are not given up for done while they may be where nobody looked', () => {
    const unseen = [{ isProcessingWhole: false }, { isWhole: false, isProcessingWhole: false }];
    for (const step of unseen) expect(read([{ processing: [message] }, step])[0]?.state).toBe('running');
    const [run] = read([{ processing: [message] }, { dead: ['{"id":"m-9"}'], isDeadWhole: false }]);
    expect(run?.state).not.toBe('succeeded');
    const known = '{"id":"m-0"}';
    const [, seen] = read([
      { dead: [known], isDeadWhole: false },
      { processing: [message], dead: [known], isDeadWhole: false },
      { dead: [known], isDeadWhole: false },
    ]);
    expect(seen?.state).toBe('succeeded');
  });

  it('have no known wait when they were there before watching began', () => {
    const [run] = read([{ waiting: [message] }, { processing: [message] }], null);
    expect(run).toMatchObject({ state: 'running', enqueuedAt: null, waitUs: null });
    expect(read([{ waiting: [message] }], null)[0]?.state).toBe('queued');
  });

  it('are not read into when they are huge, only told apart', () => {
    const huge = (id: string) => JSON.stringify({ id, blob: 'x'.repeat(1_000_000) });
    const runs = read([{ waiting: [huge('a'), huge('b'), '{"id":"half'] }]);
    expect(runs).toHaveLength(3);
  });

  it('are not called a success where nobody can see how they went', () => {
    const [run] = read([{ waiting: [message], processing: null }, { processing: null }]);
    expect(run?.state).not.toBe('succeeded');
  });

  it('without an id are told apart by their bytes and number', () => {
    expect(read([{ waiting: ['a', 'a', 'b'] }])).toHaveLength(3);
  });
});
