import { isFiring, type Notice, noticeTitle, type Wording, wordsOf } from '../notice-text.ts';

const colours = { critical: 0xc0392b, warning: 0xd68910, info: 0x2e86c1, resolved: 0x7f8c8d } as const;
/** https://docs.discord.com/developers/resources/message#embed-object-embed-limits: 10 embeds, 6,000 characters in all of them. */
const most = { embeds: 10, characters: 5_900, title: 256, description: 1_500, content: 2_000 } as const;

/** Marks of Markdown stand for themselves; nobody is called by an @ (`allowed_mentions`). */
const harmless = (text: string): string => text.replace(/([\\*_~`|>#[\]()])/g, '\\$1');

export function discord(notice: Notice, wording: Wording): unknown {
  const embeds: object[] = [];
  let characters = 0;
  for (const alert of notice.alerts.slice(0, most.embeds)) {
    const { title, text } = wordsOf(alert, wording, harmless);
    const lines = [text];
    if (alert.runs.length > 0)
      lines.push(
        `Runs: ${alert.runs.map((run) => `[${harmless(run.correlationId ?? run.id)}](${run.url})`).join(' · ')}`,
      );
    if (alert.rule.runbookUrl) lines.push(`[Runbook](${alert.rule.runbookUrl})`);
    const embed = {
      title: title.slice(0, most.title),
      description: lines.join('\n').slice(0, most.description),
      url: alert.url,
      color: colours[isFiring(alert) ? alert.rule.severity : 'resolved'],
      timestamp: alert.at,
    };
    characters += embed.title.length + embed.description.length;
    if (characters > most.characters) break;
    embeds.push(embed);
  }
  const left = notice.alerts.length - embeds.length;
  const content = `${harmless(noticeTitle(notice))}${left > 0 ? `, ${left} of them not shown here` : ''}`;
  return { content: content.slice(0, most.content), embeds, allowed_mentions: { parse: [] } };
}
