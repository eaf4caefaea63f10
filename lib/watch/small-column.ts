/**
 * SQL for a value that users fill, null where it is longer than a megabyte or so: a correlation ID is in less, and some put whole files there. Values
 * are compressed where they are stored, so one that may be long is measured, and none that is long there is even unpacked.
 */
export const smallColumn = (column: string): string =>
  `case when pg_column_size(${column}) < 4096
          or pg_column_size(${column}) < 262144 and octet_length(${column}::text) < 1048576 then ${column} end`;
