import { describe, expect, it } from 'vitest';
import { heardBy, readChange } from './read-change.ts';

const run = { kind: 'run', environment: 'demo', ids: ['a'], queueIds: [1, 2], count: 3 };

describe('what the live stream passes on', () => {
  it('reads what the deriver announces, with ids as text', () => {
    expect(readChange(JSON.stringify(run))).toEqual({ ...run, queueIds: ['1', '2'] });
  });

  it('ignores what it does not understand', () => {
    expect(readChange('nonsense')).toBeNull();
    expect(readChange('null')).toBeNull();
    expect(readChange('{"kind":"other"}')).toBeNull();
  });

  it('keeps environments apart', () => {
    const event = readChange(JSON.stringify(run));
    expect(event && heardBy(event, { environments: new Set(['production']), queueIds: null })).toBeNull();
    expect(event && heardBy(event, { environments: new Set(['demo']), queueIds: null })).toEqual(event);
  });

  it('names only the queues that were asked for', () => {
    const event = readChange(JSON.stringify(run));
    expect(event && heardBy(event, { environments: null, queueIds: new Set(['2']) })).toMatchObject({
      queueIds: ['2'],
    });
    expect(event && heardBy(event, { environments: null, queueIds: new Set(['9']) })).toBeNull();
  });
});
