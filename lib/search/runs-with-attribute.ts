// Which of given runs carry an attribute: in their allow-listed payload, or in a span that tells of them.
import { type AttributeFilter, isValue } from '#lib/contracts/attribute-filter.ts';
import type { Queryable } from '#lib/db/pool.ts';
import { selectEvidence } from '#lib/db/run/select-evidence.ts';
import { selectAttributeSpans } from '#lib/db/span/select-attribute-spans.ts';
import { edgesOf } from '#lib/domain/alias.ts';
import { edgeKinds } from '#lib/domain/evidence.ts';
import { runsOfSpan } from '#lib/domain/span-owner.ts';

const attemptSpan = edgeKinds.indexOf('attempt-span');
const createdBy = edgeKinds.indexOf('created-by');

function add(map: Map<string, string[]>, key: string, runId: string): void {
  const runs = map.get(key);
  if (!runs) map.set(key, [runId]);
  else if (!runs.includes(runId)) runs.push(runId);
}

/** `isCut`: their traces have more spans than are read, so that some runs may carry it unseen. */
export async function runsWithAttribute(
  db: Queryable,
  runIds: readonly string[],
  wanted: AttributeFilter,
): Promise<{ ids: Set<string>; isCut: boolean }> {
  const ids = new Set<string>();
  const attempts = new Map<string, string[]>();
  const creators = new Map<string, string[]>();
  for (const { runId, items } of await selectEvidence(db, runIds)) {
    if (items.some((item) => isValue(item.facts?.payload?.[wanted.name], wanted.value))) ids.add(runId);
    for (const { kind, target } of items.flatMap(edgesOf)) {
      if (kind === attemptSpan) add(attempts, target.slice(2), runId);
      if (kind === createdBy) add(creators, target.slice(2), runId);
    }
  }
  const traceIds = new Set([...attempts.keys(), ...creators.keys()].map((key) => key.slice(0, 32)));
  const { spans, found, isCut } = await selectAttributeSpans(db, [...traceIds], wanted);
  for (const key of found) for (const id of runsOfSpan(key, spans, { attempts, creators })) ids.add(id);
  return { ids, isCut };
}
