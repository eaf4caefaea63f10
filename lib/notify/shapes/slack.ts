import { type Notice, noticeTitle, type Wording, wordsOf } from '../notice-text.ts';

/** https://docs.slack.dev/messaging/formatting-message-text#escaping; a bar would end a link's address. */
const harmless = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('|', '¦');

const longestSection = 3_000;

/** An incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks. One section an alert, at most 50 blocks. */
export function slack(notice: Notice, wording: Wording): unknown {
  return {
    text: harmless(noticeTitle(notice)),
    blocks: notice.alerts.map((alert) => {
      const { title, text } = wordsOf(alert, wording, harmless);
      const lines = [`*<${alert.url}|${title}>*`, text];
      const runs = alert.runs.map((run) => `<${run.url}|${harmless(run.correlationId ?? run.id)}>`);
      if (runs.length > 0) lines.push(`Runs: ${runs.join(' · ')}`);
      if (alert.rule.runbookUrl) lines.push(`<${alert.rule.runbookUrl}|Runbook>`);
      return { type: 'section', text: { type: 'mrkdwn', text: cut(lines.join('\n'), longestSection) } };
    }),
  };
}

const cut = (text: string, length: number): string => (text.length <= length ? text : `${text.slice(0, length - 1)}…`);
