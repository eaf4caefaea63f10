import { expect, test } from 'vitest';
import { snippets } from './snippets.ts';

const door = { url: 'http://jobs.example.com:4318', needsKey: true };

test('every snippet names the real endpoint, and the key where there is one', () => {
  for (const { text } of snippets(door, 'sbx_in_abc', 1_750_000_000_000)) {
    expect(text).toContain('http://jobs.example.com:4318');
    expect(text).toContain('sbx_in_abc');
  }
  for (const { text } of snippets(door, null, 1_750_000_000_000)) expect(text).not.toMatch(/sbx_|authorization/i);
});

test('the sample is a span that ended now', () => {
  const curl = snippets(door, null, 1_750_000_000_000)[2]?.text ?? '';
  const { resourceSpans } = JSON.parse(curl.slice(curl.indexOf("'{") + 1, -1));
  const [span] = resourceSpans[0].scopeSpans[0].spans;
  expect(span.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
  expect(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)).toBe(120_000_000n);
});
