// The fields of the form → what the API takes. Pure.
import type { SettingField } from '#lib/collector.ts';
import type { SourceInput } from '#lib/contracts/source.ts';
import type { SourceKind } from './source-kind.ts';

type Fields = Pick<FormData, 'get'>;

const text = (fields: Fields, name: string): string => String(fields.get(name) ?? '').trim();
const lines = (fields: Fields, name: string): string[] =>
  text(fields, name)
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Settings left empty are left out: the collector's defaults hold. */
export function sourceFrom(kind: SourceKind, fields: Fields, rowCounts: Record<string, number>): SourceInput {
  const config: Record<string, unknown> = {};
  for (const setting of kind.settings) {
    const value = settingFrom(setting, fields, rowCounts[setting.name] ?? 0);
    if (value !== undefined) config[setting.name] = value;
  }
  return {
    name: text(fields, 'name'),
    kind: kind.kind,
    environment: text(fields, 'environment') || 'production',
    config,
    pollMs: Math.round(Number(text(fields, 'seconds') || kind.cost.defaultIntervalMs / 1000) * 1000),
    correlation: { pointers: lines(fields, 'correlation') },
    payload: { allow: lines(fields, 'allow'), redact: lines(fields, 'redact') },
    act: { enabled: false, url: null },
    enabled: true,
  };
}

function settingFrom({ kind, name, columns }: SettingField, fields: Fields, rowCount: number): unknown {
  if (kind === 'words') {
    const words = lines(fields, name);
    return words.length > 0 ? words : undefined;
  }
  if (kind === 'rows') {
    const rows = Array.from({ length: rowCount }, (_, n) => rowFrom(columns ?? [], fields, `${name}.${n}`));
    return rows.filter((row) => Object.keys(row).length > 0);
  }
  const value = text(fields, name);
  if (value === '') return undefined;
  return kind === 'number' ? Number(value) : value;
}

function rowFrom(
  columns: NonNullable<SettingField['columns']>,
  fields: Fields,
  prefix: string,
): Record<string, string> {
  const row: Record<string, string> = {};
  for (const column of columns) {
    const value = text(fields, `${prefix}.${column.name}`);
    if (value !== '') row[column.name] = value;
  }
  return row;
}
