import { describe, expect, it } from 'vitest';
import { type EdgeKind, edgeKinds } from '#lib/domain/evidence.ts';
import {
  isBatchmate,
  maxRunsPerNode,
  nextNodes,
  spansInCrowds,
  tracesOfWorkOnly,
  withoutCrowds,
} from './next-nodes.ts';

const edge = (kind: EdgeKind, target: string) => ({ runId: 'r', kind: edgeKinds.indexOf(kind), target });
const span = `02${'a'.repeat(32)}${'b'.repeat(16)}`;
const trace = `01${'a'.repeat(32)}`;

const inTrace = (n: string, s = 'b'): string => `02${n.repeat(32)}${s.repeat(16)}`;
const traceNode = (n: string): string => `01${n.repeat(32)}`;
/** Made in one trace, worked at in another. */
const worked = (origin: string, at: string) => [
  edge('created-by', inTrace(origin)),
  edge('link', inTrace(origin)),
  edge('attempt-span', inTrace(at)),
  edge('trace', traceNode(at)),
];

describe('messages of one batch', () => {
  const shared = new Set(['d'.repeat(32)]);
  it('are not led to by the trace in which they were handled together', () => {
    expect([...tracesOfWorkOnly(worked('c', 'd'))]).toEqual(['d'.repeat(32)]);
    expect(isBatchmate(worked('e', 'd'), new Set([traceNode('d'), inTrace('d', '9')]), shared)).toBe(true);
  });
  it('are followed where something else leads to them, or where they came into being there', () => {
    expect(isBatchmate(worked('e', 'd'), new Set([traceNode('d'), inTrace('e')]), shared)).toBe(false);
    expect(isBatchmate(worked('d', 'f'), new Set([traceNode('d')]), shared)).toBe(false);
    expect(isBatchmate(worked('e', 'd'), new Set([traceNode('d')]), new Set())).toBe(false);
    expect(isBatchmate([edge('attempt-span', inTrace('d'))], new Set([traceNode('d')]), shared)).toBe(false);
  });
});

describe('where a walk goes on', () => {
  it('follows a span to its trace', () => {
    expect(nextNodes([edge('created-by', span)], false)).toEqual([span, trace]);
  });

  it('never follows other correlation values or a schedule slot', () => {
    expect(nextNodes([edge('correlation', `04${'c'.repeat(32)}`), edge('slot', `03${'d'.repeat(32)}`)], false)).toEqual(
      [],
    );
  });

  it('does not follow what a scheduled run shares with all its other due times', () => {
    const shared = [edge('trace', trace), edge('created-by', span), edge('link', span), edge('parent', span)];
    expect(nextNodes(shared, true)).toEqual([]);
  });

  it('leaves nodes that too many runs share', () => {
    const crowd = Array.from({ length: maxRunsPerNode + 1 }, (_, i) => ({ runId: `r${i}`, kind: 0, target: trace }));
    expect(withoutCrowds([...crowd, edge('link', span)])).toEqual([edge('link', span)]);
  });

  it('looks one by one for the spans of a trace that too many runs share', () => {
    const hits = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ runId: `r${i}`, kind: 4, target: trace }));
    expect(spansInCrowds([span, trace], hits(maxRunsPerNode + 1))).toEqual([span]);
    expect(spansInCrowds([span, trace], hits(maxRunsPerNode))).toEqual([]);
  });
});
