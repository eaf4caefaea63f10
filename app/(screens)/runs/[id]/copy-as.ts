// A run as text to take along: JSON, a command, a note for a ticket. Pure.
import { formatMs } from '#app/_ui/format/duration.ts';
import type { RunDetail } from '#lib/contracts/run.ts';

export const asJson = (run: RunDetail): string => JSON.stringify(run, null, 2);

/** A command for any shell. `origin` is where this page was loaded from; the token stays in a variable. */
export const asCurl = (run: RunDetail, origin: string): string =>
  `curl -H "Authorization: Bearer $SIGNALBOX_TOKEN" '${origin}/api/v1/runs/${run.id}'`;

/** Names and errors are other people's: in Markdown they stand as code, which nothing inside can end. */
function code(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, ' ').trim();
  const longest = Math.max(0, ...[...oneLine.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${oneLine}${fence}` : `${fence} ${oneLine} ${fence}`;
}

/** A note for a ticket: what, where, when, how long, what went wrong in which attempt, and the link back. */
export function asMarkdown(run: RunDetail, url: string): string {
  const fact = (label: string, value: string | null) => (value === null ? [] : [`- ${label}: ${value}`]);
  const attempts = run.attempts.map((one) => {
    const error = one.error ? `, ${code(`${one.error.type ? `${one.error.type}: ` : ''}${one.error.message}`)}` : '';
    return `  - attempt ${one.number}: ${one.state} after ${formatMs(one.durationMs)}${error}`;
  });
  return [
    `**${code(run.job ?? run.queue)} ${run.state}** in ${code(run.queue)} (${run.system}, ${code(run.environment)})`,
    '',
    ...fact('run', `[${run.id}](${url})`),
    ...fact('job ID', run.jobId && code(run.jobId)),
    ...fact('correlation ID', run.correlationId && code(run.correlationId)),
    ...fact('enqueued', run.enqueuedAt),
    ...fact('waited', formatMs(run.waitMs)),
    ...fact('in all', formatMs(run.totalMs)),
    ...fact('attempts', `${run.attemptCount}${run.maxAttempts === null ? '' : ` of ${run.maxAttempts}`}`),
    ...attempts,
  ].join('\n');
}
