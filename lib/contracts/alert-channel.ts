// Where alerts are told. Settings with secrets are write-only.
import * as z from 'zod';
import { templateNames, unknownPlaceholder } from '#lib/notify/template.ts';
import { maybeMoment, moment } from './moment.ts';
import { pageOf } from './page.ts';

export const channelKinds = ['webhook', 'alertmanager', 'slack', 'email', 'pagerduty', 'discord', 'teams'] as const;
export type ChannelKind = (typeof channelKinds)[number];

const url = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).max(2_000);

/** Words with `{{placeholders}}` (lib/notify/template.ts). */
const template = z
  .string()
  .min(1)
  .max(2_000)
  .superRefine((text, context) => {
    const unknown = unknownPlaceholder(text);
    if (unknown !== null)
      context.addIssue({
        code: 'custom',
        message: `{{${unknown}}} stands for nothing; there is ${templateNames.join(', ')} and labels.…`,
      });
  });
const wording = { title: template.optional(), text: template.optional() };
const mailbox = z
  .string()
  .max(320)
  .regex(/^[^\r\n@]*[^\s@]+@[^\s@]+$/, 'must be an e-mail address');

export const channelConfigs = {
  webhook: z.strictObject({ url }),
  alertmanager: z.strictObject({ url }),
  slack: z.strictObject({ url, ...wording }),
  discord: z.strictObject({ url, ...wording }),
  teams: z.strictObject({ url, ...wording }),
  email: z.strictObject({
    url: z
      .url({ protocol: /^smtps?$/, error: 'must be smtp://user:password@host:587 or smtps://user:password@host:465' })
      .max(2_000),
    from: mailbox,
    to: z.array(mailbox).min(1, 'name at least one').max(50),
    ...wording,
  }),
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
  /** The host alone: addresses of chat webhooks are secrets. Of e-mail who gets it. */
  target: z.string(),
  /** Named in signalbox.yaml, and changed there. */
  isDeclared: z.boolean(),
  /** Until then the signing secret before the present one signs as well. */
  previousSecretUntil: maybeMoment,
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
