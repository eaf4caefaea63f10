// What both sides of packed evidence agree on. Numbers are stored: append only. A body starts with the version byte.
import { type EdgeKind, type EvidenceKind, edgeKinds, evidenceKinds } from '#lib/domain/evidence.ts';

export const packVersion = 4;
/** Of a body that leaves out what its run's columns say, and whose items stand in reverse, byte by byte. */
export const packedInRowVersion = 6;
/** Written before they stood in reverse: still read. */
export const forwardInRowVersion = 5;
/** Written before there were `packedWords`, `idOfMs` and `idOfSystem`, and with every span id in full: still read. */
export const plainVersions = { body: 2, inRow: 3 } as const;

const newestVersion = Math.max(packVersion, packedInRowVersion);
/** Many releases away. A byte beyond it is no version: the body is damaged. */
const mostVersion = 31;

/** Whether a body of this version was written by a later Signalbox than this one. */
export const isNewer = (version: number): boolean => version > newestVersion && version <= mostVersion;

/** How many of the last span ids can be referred to; a power of two. */
export const recentSpans = 4;

/** Which parts an item has: bits of its first varint, those of a backend's own records first, so that they fit into one byte. */
export const part = {
  header: 1, //   environment, source, system, queue differ from the item before
  names: 2, //    the names differ from the item before
  attempt: 4,
  outcome: 8, // a byte: outcome + 1, then isFinal (1 false, 2 true) from bit 4
  // What the id begins with is left out: `system:queue:` or `system:`, then the job id, the span id or the milliseconds of `at`.
  idOfQueue: 16,
  idOfJob: 32,
  worker: 64,
  spanRef: 128,
  idOfSpan: 256,
  endAt: 512,
  facts: 1024,
  error: 2048,
  edges: 4096,
  idOfMs: 8192,
  idOfSystem: 16384,
} as const;

export const namePart = {
  jobId: 1,
  bornAt: 2,
  runId: 4,
  slot: 8,
  createdBy: 16,
  attemptSpan: 32,
  givenIn: 64,
  givenLoosely: 128,
  backendJobId: 256,
} as const;

export const factPart = {
  job: 1,
  maxAttempts: 2,
  dueAt: 4,
  priority: 8,
  schedule: 16,
  version: 32,
  tenant: 64,
  correlation: 128,
  payload: 256,
} as const;

/** Which target an edge has. */
export const targetTag = { span: 1, trace: 2, job: 3, run: 4, correlation: 5 } as const;

const kindNumbers = new Map<string, number>(evidenceKinds.map((kind, i) => [kind, i + 1]));
const edgeNumbers = new Map<string, number>(edgeKinds.map((kind, i) => [kind, i + 1]));

/** The stored number of a kind. Kinds of a newer version carry their number in their name; 0 = unknown even to that scheme, the name follows. */
export const numberOfKind = (kind: string): number => kindNumbers.get(kind) ?? numberOfUnknown(kind);
export const numberOfEdge = (kind: string): number => edgeNumbers.get(kind) ?? numberOfUnknown(kind);

function numberOfUnknown(kind: string): number {
  const digits = /^unknown:([1-9]\d{0,5})$/.exec(kind);
  return digits ? Number(digits[1]) : 0;
}

/** A kind that this version does not know is kept under a name that holds its number; `derive` ignores it. */
export const kindOfNumber = (number: number): EvidenceKind =>
  evidenceKinds[number - 1] ?? (`unknown:${number}` as EvidenceKind);
export const edgeOfNumber = (number: number): EdgeKind => edgeKinds[number - 1] ?? (`unknown:${number}` as EdgeKind);
