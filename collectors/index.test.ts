import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systemsSplitByQueue } from '#lib/ingest/shard.ts';
import { collectors } from './index.ts';

/** Doors receive; they are no collectors. */
const doors = new Set(['otlp', 'check-in']);

describe('the list of collectors', () => {
  it('names every folder by its kind, and nothing else', () => {
    const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_') && !doors.has(entry.name))
      .map((entry) => entry.name);
    expect([...collectors.keys()].sort()).toEqual(folders.sort());
  });

  it('agrees with the shards on which systems may be split by queue', () => {
    const split = [...collectors.values()].filter(({ manifest }) => manifest.everyWitnessKnowsQueue);
    expect(split.map(({ manifest }) => manifest.kind).sort()).toEqual([...systemsSplitByQueue].sort());
  });
});
