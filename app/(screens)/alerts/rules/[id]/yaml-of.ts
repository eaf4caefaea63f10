// A rule as signalbox.yaml takes it. Pure. Values are JSON, which YAML reads as it is.
import type { RuleInput } from '#lib/contracts/alert-rule.ts';

/** Without what is the default anyway; channels by their names. */
export function yamlOf(rule: RuleInput, channelNames: readonly string[]): string {
  const { channels: _, enabled, onError, filter, runbookUrl, ...rest } = rule;
  const words = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  const entries: [string, unknown][] = [
    ...(['name', 'kind', 'severity'] as const).map((key): [string, unknown] => [key, rest[key]]),
    ...(enabled ? [] : [['enabled', false] as [string, unknown]]),
    ...Object.entries(rest).filter(
      ([key, value]) => !['name', 'kind', 'severity'].includes(key) && value !== undefined,
    ),
    ...(Object.keys(words).length > 0 ? [['filter', words] as [string, unknown]] : []),
    ...(onError === 'keep' ? [] : [['onError', onError] as [string, unknown]]),
    ...(channelNames.length > 0 ? [['channels', channelNames] as [string, unknown]] : []),
    ...(runbookUrl === null ? [] : [['runbookUrl', runbookUrl] as [string, unknown]]),
  ];
  const lines = entries.map(([key, value], n) => `${n === 0 ? '  - ' : '    '}${key}: ${flow(value)}`);
  return ['rules:', ...lines, ''].join('\n');
}

/** JSON with spaces; plain words stand without quotes. */
function flow(value: unknown): string {
  if (typeof value === 'string')
    return /^[A-Za-z][A-Za-z0-9 ._-]*$/.test(value) && !reserved.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, part]) => `${key}: ${flow(part)}`)
      .join(', ')} }`;
  return JSON.stringify(value);
}

const reserved = /^(true|false|yes|no|on|off|null|y|n)$/i;
