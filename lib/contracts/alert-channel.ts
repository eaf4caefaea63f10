// Where alerts are told. Settings with secrets are write-only.
import * as z from 'zod';
import { moment } from './moment.ts';
import { pageOf } from './page.ts';

export const channelKinds = ['webhook', 'alertmanager', 'slack', 'discord', 'teams', 'pagerduty'] as const;
export type ChannelKind = (typeof channelKinds)[number];

const url = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).max(2_000);

export const channelConfigs = {
  webhook: z.strictObject({ url }),
  alertmanager: z.strictObject({ url }),
  slack: z.strictObject({ url }),
  discord: z.strictObject({ url }),
  teams: z.strictObject({ url }),
  pagerduty: z.strictObject({
    routingKey: z.string().regex(/^[0-9a-zA-Z]{32}$/, 'must be the 32 characters of an Events v2 integration key'),
    url: url.default('https://events.pagerduty.com/v2/enqueue'),
  }),
} as const;

export const channelInput = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    kind: z.enum(channelKinds),
    config: z.record(z.string(), z.unknown()),
    sendResolved: z.boolean().default(true),
  })
  .superRefine((channel, context) => {
    const parsed = channelConfigs[channel.kind].safeParse(channel.config);
    for (const issue of parsed.error?.issues ?? [])
      context.addIssue({ ...issue, path: ['config', ...issue.path] } as never);
  });
export type ChannelInput = z.infer<typeof channelInput>;

/** What is left out stays; of `config` the kind decides what it takes. */
export const channelChange = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    config: z.record(z.string(), z.unknown()),
    sendResolved: z.boolean(),
  })
  .partial();
export type ChannelChange = z.infer<typeof channelChange>;

export const channelView = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(channelKinds),
  /** The host alone: addresses of chat webhooks are secrets. */
  target: z.string(),
  sendResolved: z.boolean(),
  /** Why nothing is told any more: the receiver said that it is gone. */
  disabledReason: z.string().nullable(),
  createdAt: moment,
});
export type ChannelView = z.infer<typeof channelView>;
export const channelList = pageOf(channelView);
export type ChannelList = z.infer<typeof channelList>;
/** The answer to POST: the only time a webhook's signing secret is shown. */
export const channelCreated = channelView.extend({ signingSecret: z.string().nullable() });
export type ChannelCreated = z.infer<typeof channelCreated>;
