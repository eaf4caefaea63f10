// What of an item's id need not be packed: it stands in its lane, its names, its span or its moment. The way back is in unpack-evidence.ts.
import type { Evidence } from '#lib/domain/evidence.ts';
import { part } from '#lib/domain/packed-layout.ts';

const idRest = { parts: 0, from: 0 };

/** Which parts of its id an item says elsewhere, and where the rest of it begins. The answer is good until the next call. */
export function packedIdOf({ id, at, system, queue, names, spanRef }: Evidence): typeof idRest {
  let parts = 0;
  let from = 0;
  const afterSystem = system.length + 1;
  if (id[system.length] === ':' && id.startsWith(system)) {
    const lane = afterSystem + queue.length;
    const isOfQueue = id[lane] === ':' && id.startsWith(queue, afterSystem);
    parts = isOfQueue ? part.idOfQueue : part.idOfSystem;
    from = isOfQueue ? lane + 1 : afterSystem;
  }
  if (isMsOf(id, from, at)) {
    parts |= part.idOfMs;
    from += msDigits;
  } else if (names.jobId !== undefined && id.startsWith(names.jobId, from)) {
    parts |= part.idOfJob;
    from += names.jobId.length;
  } else if (spanRef !== undefined && id.startsWith(spanRef.spanId, from)) {
    parts |= part.idOfSpan;
    from += spanRef.spanId.length;
  }
  idRest.parts = parts;
  idRest.from = from;
  return idRest;
}

/** Of every moment since 2001. */
const msDigits = 13;

/** Whether the next digits of an id are the milliseconds of a moment. */
function isMsOf(id: string, from: number, at: number): boolean {
  let value = 0;
  for (let i = from; i < from + msDigits; i++) {
    const digit = id.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return false;
    value = value * 10 + digit;
  }
  return value === Math.floor(at / 1000) && value >= 10 ** (msDigits - 1);
}
