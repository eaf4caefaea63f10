import { expect, test } from 'vitest';
import { aliasesOf, aliasKinds, createdByClaimOf, edgeNodeOf, edgesOf, runNodeOf } from '#lib/domain/alias.ts';
import { item, spanOf } from '#lib/domain/evidence.fixture.ts';
import { type Evidence, edgeKinds, type RunNames } from '#lib/domain/evidence.ts';

const named = (names: RunNames, part: Partial<Evidence> = {}): Evidence => item('started', 0, { ...part, names });

test('a job id is one name whatever source tells of it, and stays what it is in storage', () => {
  const [alias] = aliasesOf(named({ jobId: '17' }));
  expect(alias).toEqual({ kind: aliasKinds.job, hash: '59897528888d7f8791511fd3cbff3151', bornAt: 0 });
  expect(aliasesOf(named({ jobId: '17' }, { source: 'other' }))).toEqual([alias]);
  expect(aliasesOf(named({ jobId: '18' }))[0]?.hash).not.toBe(alias?.hash);
  expect(aliasesOf(named({ jobId: '17' }, { queue: 'other' }))[0]?.hash).not.toBe(alias?.hash);
  expect(aliasesOf(named({ jobId: '17' }, { environment: 'other' }))[0]?.hash).not.toBe(alias?.hash);
});

test('parts that join to one text are still two names', () => {
  const a = aliasesOf(named({ jobId: 'b:c' }, { queue: 'a' }))[0];
  const b = aliasesOf(named({ jobId: 'c' }, { queue: 'a:b' }))[0];
  expect(a?.hash).not.toBe(b?.hash);
});

test('a birth stays beside the name, for births to decide by', () => {
  expect(aliasesOf(named({ jobId: '17', bornAt: 5 }))[0]?.bornAt).toBe(5);
});

test('a run id given by the library stands instead of the job id', () => {
  const aliases = aliasesOf(named({ jobId: '17', runId: 'r' }));
  expect(aliases.map(({ kind }) => kind)).toEqual([aliasKinds.explicit]);
});

test('a bulk producer whose one span made a hundred jobs does not glue them into one run', () => {
  const createdBy = spanOf(0);
  const hashes = Array.from({ length: 100 }, (_, i) => aliasesOf(named({ jobId: `${i}`, createdBy })));
  expect(new Set(hashes.flat().map(({ hash }) => hash)).size).toBe(100);
  const edge = edgesOf(named({ jobId: '1', createdBy })).find(({ kind }) => edgeKinds[kind] === 'created-by');
  expect(edge?.target).toBe(`02${createdBy.traceId}${createdBy.spanId}`);
});

test('created-by is a name only where there is no better one, else a claim', () => {
  const createdBy = spanOf(0);
  const [alias] = aliasesOf(named({ createdBy, attemptSpan: spanOf(1) }));
  expect(alias?.kind).toBe(aliasKinds.createdBy);
  expect(createdByClaimOf(named({ createdBy }))).toBeNull();
  expect(createdByClaimOf(named({ createdBy, jobId: '17' }))).toEqual(alias);
});

test('an item without any name is a run of its own', () => {
  const [a] = aliasesOf(named({}, { id: 'a' }));
  const [b] = aliasesOf(named({}, { id: 'b' }));
  expect(a?.kind).toBe(aliasKinds.item);
  expect(a?.hash).not.toBe(b?.hash);
});

test('a slot names the run of a schedule', () => {
  const slot = { schedule: 'nightly', dueAt: 7 };
  expect(aliasesOf(named({ slot }))[0]?.kind).toBe(aliasKinds.slot);
  expect(aliasesOf(named({ slot }))).not.toEqual(aliasesOf(named({ slot: { ...slot, dueAt: 8 } })));
});

test('an edge to a job leads to the node under which that job is known', () => {
  const job = named({ jobId: '17' });
  const to = { job: { system: 'bullmq', queue: 'mail', jobId: '17' } };
  expect(edgeNodeOf('test', to)).toBe(runNodeOf(job));
  const child = edgesOf({ ...named({ jobId: '18' }), edges: [{ kind: 'parent-job', to }] });
  expect(child.map(({ target }) => target)).toContain(runNodeOf(job));
});

test('edges follow from span and correlation, once each', () => {
  const span = spanOf(1);
  const edges = edgesOf({
    ...item('attempt', 0, { spanRef: span, facts: { correlation: { id: 'order-1', rank: 1, via: 'x' } } }),
    edges: [{ kind: 'trace', to: { traceId: span.traceId } }],
  });
  expect(edges.map(({ kind, target }) => [edgeKinds[kind], target.slice(0, 2)])).toEqual([
    ['trace', '01'],
    ['attempt-span', '02'],
    ['correlation', '04'],
  ]);
});
