import { expect, it } from 'vitest';
import type { Advice, TrustItem } from '#lib/contracts/trust.ts';
import { changesOf, groupsOf } from './changes.ts';

const advice = (code: string, tone: Advice['tone'], lastAt: string | null): Advice => ({
  code,
  tone,
  text: code,
  fix: null,
  snippet: null,
  subject: null,
  count: 1,
  firstAt: null,
  lastAt,
  runId: null,
  traceId: null,
});
const item = (source: string, over: Partial<TrustItem>): TrustItem => ({
  source,
  environment: 'qa',
  system: null,
  kind: 'told',
  freshness: { lastReadAt: null, staleAfter: null, clockOffsetMs: null },
  gaps: [],
  rejected: [],
  quarantined: 0,
  advice: [],
  ...over,
});

it('puts what is lost before what is unclear before what would be nice, and of each the latest first', () => {
  const refused = {
    reason: 'too-old',
    count: 1_200,
    sample: 's',
    fix: 'f',
    firstAt: '2026-01-01',
    lastAt: '2026-01-02',
  };
  const items = [
    item('a', {
      advice: [advice('old', 'warn', '2026-01-01'), advice('nice', 'info', '2026-01-09'), advice('none', 'warn', null)],
    }),
    item('b', { advice: [advice('new', 'warn', '2026-01-05')], rejected: [refused] }),
  ];
  const changes = changesOf({ items }, Date.parse('2026-01-02T12:00:00Z'));
  expect(changes.map((one) => one.code)).toEqual(['too-old', 'new', 'old', 'none', 'nice']);
  expect(changes[0]).toMatchObject({
    text: '1,200 records refused: their time lies before what is kept',
    source: 'b',
    environment: 'qa',
    sample: 's',
  });
  expect(new Set(changes.map((one) => one.key)).size).toBe(5);
});

it('says of a reason that it does not know what it is called', () => {
  const refused = { reason: 'odd', count: 1, sample: null, fix: 'f', firstAt: '2026-01-01', lastAt: '2026-01-01' };
  expect(changesOf({ items: [item('a', { rejected: [refused] })] }, Date.parse('2026-01-01'))[0]?.text).toBe(
    '1 record refused: odd',
  );
});

it('leaves out what was refused more than a day ago', () => {
  const refused = { reason: 'too-old', count: 1, sample: null, fix: 'f', firstAt: '2026-01-01', lastAt: '2026-01-01' };
  const items = [item('a', { rejected: [refused] })];
  expect(changesOf({ items }, Date.parse('2026-01-01T23:59:00Z'))).toHaveLength(1);
  expect(changesOf({ items }, Date.parse('2026-01-02T00:01:00Z'))).toEqual([]);
});

it('tells what is to be done once, with all senders that need it', () => {
  const wanted = (source: string, lastAt: string) =>
    item(source, {
      advice: [{ ...advice('no-correlation', 'warn', lastAt), fix: 'Add it.' }, advice('plain', 'warn', lastAt)],
    });
  const items = [wanted('a', '2026-01-01'), wanted('b', '2026-01-02')];
  const groups = groupsOf(changesOf({ items }, 0));
  expect(groups.map((group) => [group.fix, group.changes.map((one) => one.source)])).toEqual([
    ['Add it.', ['b', 'a']],
    [null, ['b']],
    [null, ['a']],
  ]);
});
