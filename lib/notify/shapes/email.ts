import { isFiring, leadOf, type Notice, noticeTitle, plainText, type Wording, wordsOf } from '../notice-text.ts';

/** A message as nodemailer takes it. */
export interface Mail {
  messageId: string;
  subject: string;
  text: string;
  html: string;
  references: string;
  inReplyTo: string;
  headers: Record<string, string>;
}

const harmless = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** All mails of one episode are one conversation; `host` names where they come from. */
export function email(notice: Notice, wording: Wording, host: string): Mail {
  const lead = leadOf(notice);
  const thread = `<episode-${lead.episodeId}@${host}>`;
  const title = notice.alerts.length === 1 ? wordsOf(lead, wording).title : noticeTitle(notice);
  return {
    messageId: `<${notice.id}@${host}>`,
    subject: title.replace(/[\r\n]+/g, ' ').slice(0, 200),
    text: plainText(notice, wording),
    html: htmlOf(notice, wording),
    references: thread,
    inReplyTo: thread,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Signalbox-Notice': notice.id },
  };
}

function htmlOf(notice: Notice, wording: Wording): string {
  const parts = notice.alerts.map((alert) => {
    const { title, text } = wordsOf(alert, wording);
    const runs = alert.runs.map((run) => `<a href="${harmless(run.url)}">${harmless(run.correlationId ?? run.id)}</a>`);
    const colour = isFiring(alert) ? (alert.rule.severity === 'critical' ? '#b3261e' : '#8a5a00') : '#3c6e47';
    const runbook = alert.rule.runbookUrl ? ` · <a href="${harmless(alert.rule.runbookUrl)}">Runbook</a>` : '';
    return [
      `<h2 style="font:600 16px sans-serif;color:${colour};margin:16px 0 4px">${harmless(title)}</h2>`,
      `<p style="font:14px sans-serif;margin:0 0 4px">${harmless(text)}, since ${harmless(alert.since)}</p>`,
      `<p style="font:14px sans-serif;margin:0"><a href="${harmless(alert.url)}">Open in Signalbox</a>${runbook}</p>`,
      runs.length > 0 ? `<p style="font:14px sans-serif;margin:4px 0 0">Runs: ${runs.join(' · ')}</p>` : '',
    ].join('\n');
  });
  return `<!doctype html><html><body>${parts.join('\n')}</body></html>`;
}
