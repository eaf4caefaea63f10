// The channels and rules that `signalbox.yaml` declares: what POST takes, but that rules name channels by their names.
import * as z from 'zod';
import { type ChannelInput, channelInput } from '#lib/contracts/alert-channel.ts';
import { type RuleInput, ruleInput } from '#lib/contracts/alert-rule.ts';
import { parseDeclared, refuseFaults } from '#lib/declared/read-declared.ts';

export interface DeclaredAlerts {
  channels: (ChannelInput & { signingSecret: string | null })[];
  /** `channelNames` instead of ids in `channels`. */
  rules: (RuleInput & { channelNames: string[] })[];
}

const signingSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}=*$/, 'must be whsec_ and at least 24 bytes in base64')
  .optional();
const listOf = z.array(z.record(z.string(), z.unknown())).default([]);
const configSchema = z.looseObject({ channels: listOf, rules: listOf });
const names = z.array(z.string()).max(20).default([]);

/** null = the file says nothing about alerts. Throws AppError('invalid_input') whose `fields` name every fault. */
export function parseDeclaredAlerts(text: string, env: Record<string, string | undefined>): DeclaredAlerts | null {
  const { content, fields } = parseDeclared(text, env);
  const isAbout = typeof content === 'object' && content !== null && ('channels' in content || 'rules' in content);
  if (!isAbout) return null;
  const fault = (path: string, message: string): void => {
    fields[path] ??= message;
  };
  const parsed = configSchema.safeParse(content);
  for (const issue of parsed.error?.issues ?? []) fault(issue.path.join('.'), issue.message);
  const read = <T>(schema: z.ZodType<T>, value: unknown, path: string): T[] => {
    const one = schema.safeParse(value);
    for (const issue of one.error?.issues ?? []) fault([path, ...issue.path].join('.'), issue.message);
    return one.success ? [one.data] : [];
  };
  const channels = (parsed.data?.channels ?? []).flatMap(({ signingSecret: secret, ...channel }, n) => {
    const path = `channels.${n}`;
    const [key] = read(signingSecret, secret, `${path}.signingSecret`);
    if (channel.kind === 'webhook' && secret === undefined) fault(`${path}.signingSecret`, 'is needed for a webhook');
    return read(channelInput, channel, path).map((one) => ({ ...one, signingSecret: key ?? null }));
  });
  const rules = (parsed.data?.rules ?? []).flatMap(({ channels: told, ...rule }, n) => {
    const channelNames = read(names, told, `rules.${n}.channels`)[0] ?? [];
    return read(ruleInput, rule, `rules.${n}`).map((one) => ({ ...one, channelNames }));
  });
  refuseTwice(parsed.data?.channels ?? [], 'channels', fault);
  refuseTwice(parsed.data?.rules ?? [], 'rules', fault);
  refuseFaults(fields);
  return { channels, rules };
}

function refuseTwice(
  all: readonly { name?: unknown }[],
  list: string,
  fault: (path: string, message: string) => void,
): void {
  all.forEach(({ name }, n) => {
    if (name !== undefined && all.findIndex((one) => one.name === name) < n)
      fault(`${list}.${n}.name`, `'${name}' is declared twice`);
  });
}
