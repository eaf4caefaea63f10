import { describe, expect, it } from 'vitest';
import { instrumentPgBoss } from './pg-boss.ts';

describe('instrumentPgBoss without an SDK', () => {
  it('passes calls through and asks for the metadata that tells the attempt', async () => {
    const seen: unknown[][] = [];
    const boss = instrumentPgBoss({
      async send(...args: unknown[]) {
        seen.push(args);
        return 'id-1';
      },
      async insert(...args: unknown[]) {
        seen.push(args);
        return ['id-2'];
      },
      async work(...args: unknown[]) {
        seen.push(args);
        return 'worker-1';
      },
    });
    expect(await boss.send('q', { a: 1 }, { priority: 2 })).toBe('id-1');
    expect(await boss.send({ name: 'q', data: { a: 1 } })).toBe('id-1');
    expect(await boss.insert('q', [{ data: { a: 2 } }])).toEqual(['id-2']);
    await boss.work('q', async () => 'done');
    expect(seen.slice(0, 3)).toEqual([
      ['q', { a: 1 }, { priority: 2 }],
      [{ name: 'q', data: { a: 1 } }],
      ['q', [{ data: { a: 2 } }]],
    ]);
    expect(seen[3]?.slice(0, 2)).toEqual(['q', { includeMetadata: true }]);
    const handler = seen[3]?.[2] as (jobs: object[]) => Promise<unknown>;
    expect(await handler([{ id: '1', name: 'q', data: { a: 1 }, retryCount: 0, retryLimit: 2 }])).toBe('done');
  });

  it('throws what the handler throws', async () => {
    let handler: (jobs: object[]) => Promise<unknown> = async () => {};
    const boss = instrumentPgBoss({
      async work(...args: unknown[]) {
        handler = args.at(-1) as typeof handler;
      },
    });
    await boss.work('q', {}, async () => {
      throw new RangeError('no');
    });
    await expect(handler([{ id: '1', name: 'q', data: null }])).rejects.toThrow(RangeError);
  });
});
