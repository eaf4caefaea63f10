// How much of one record is kept. Everything beyond is cut while decoding, and the cut is counted on the row.

export interface DecodeLimits {
  /** Attributes per span, event, link, resource or log record. */
  attributes: number;
  events: number;
  links: number;
  /** UTF-16 code units per string, names and keys included. */
  text: number;
  /** Levels of arrays and maps inside one attribute that are kept. */
  depth: number;
  /** Levels at which the whole request is refused: no sender means that, and protobuf's own libraries give up near there. */
  nesting: number;
  /** Elements of one array or map. */
  elements: number;
  /** Spans or log records of one request; the rest is rejected. */
  records: number;
  /** Objects and lists of one JSON body: three bytes of `{},` take twenty times as much memory, and running out of it ends the process. */
  containers: number;
  /** Rejections of one request that are told apart by resource; beyond, they are counted on an earlier one with the same reason. */
  rejections: number;
}

export const defaultLimits: DecodeLimits = {
  attributes: 128,
  events: 128,
  links: 128,
  text: 8192,
  depth: 32,
  nesting: 100,
  elements: 1024,
  records: 65_536,
  containers: 1_500_000,
  rejections: 64,
};
