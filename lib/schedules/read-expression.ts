// Expressions as platforms write them → a cron expression or an interval. Pure.

export interface ReadExpression {
  cron: string | null;
  everyMs: number | null;
}

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * `30 3 * * *` as it is; of EventBridge (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html)
 * `rate(5 minutes)` and `cron(0 3 ? * MON-FRI *)`, whose weekdays count from 1 = Sunday. null for what cannot be said in our words.
 */
export function readExpression(text: string): ReadExpression | null {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(text.trim());
  if (rate) return { cron: null, everyMs: Number(rate[1]) * (unitMs[rate[2] ?? ''] ?? 0) };
  const named = /^cron\((.+)\)$/.exec(text.trim());
  if (!named) return text.trim() === '' ? null : { cron: text.trim(), everyMs: null };
  const [minute, hour, day, month, weekday = '', year, ...rest] = (named[1] ?? '').trim().split(/\s+/);
  if (year === undefined || rest.length > 0 || year !== '*') return null;
  const shifted = weekday.replace(/(?<![#/\d])[1-7]/g, (digit) => String(Number(digit) - 1));
  const plain = [minute, hour, day, month, shifted].map((field) => (field === '?' ? '*' : field));
  return { cron: plain.join(' '), everyMs: null };
}
