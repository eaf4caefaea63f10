import { describe, expect, it } from 'vitest';
import { type EdgeKind, edgeKinds } from '#lib/domain/evidence.ts';
import { maxRunsPerNode, nextNodes, spansInCrowds, withoutCrowds } from './next-nodes.ts';

const edge = (kind: EdgeKind, target: string) => ({ runId: 'r', kind: edgeKinds.indexOf(kind), target });
const span = `02${'a'.repeat(32)}${'b'.repeat(16)}`;
const trace = `01${'a'.repeat(32)}`;

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
