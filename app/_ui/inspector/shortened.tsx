import type { SpanView } from '#lib/contracts/span-view.ts';
import { Fact } from './fact.tsx';

const wordsOfCut: Record<keyof NonNullable<SpanView['cut']>, string> = {
  attributes: 'attributes left out',
  events: 'events left out',
  links: 'links left out',
  values: 'long texts cut',
  depth: 'values nested too deep left out',
  replaced: 'texts with characters that cannot be stored, shown as \ufffd',
};
const wordsOfFlaw: Record<SpanView['flaws'][number], string> = {
  'end-before-start': 'It was sent with an end before its start: its duration is not known.',
  'end-in-future': 'It was sent with an end in the future: its duration is not known.',
  'no-end': 'It was sent without an end: its duration is not known.',
  'no-start': 'It was sent without a start.',
  'in-future': 'It was sent with a start in the future.',
};

/** One sentence for each thing that differs from what was sent, or was wrong in it. Pure. */
export function differencesOf({ cut, flaws }: Pick<SpanView, 'cut' | 'flaws'>): string[] {
  const kinds = Object.keys(wordsOfCut) as (keyof typeof wordsOfCut)[];
  const cuts = kinds.filter((kind) => (cut?.[kind] ?? 0) > 0).map((kind) => `${cut?.[kind]} ${wordsOfCut[kind]}.`);
  return [...cuts, ...flaws.map((flaw) => wordsOfFlaw[flaw])];
}

/** What is shown is not all that was sent: says how it differs. Nothing where it does not. */
export function Shortened({ span }: { span: SpanView }) {
  const differences = differencesOf(span);
  if (differences.length === 0) return null;
  return (
    <Fact label="Not as sent">
      {differences.map((one) => (
        <p key={one} className="text-warn">
          {one}
        </p>
      ))}
    </Fact>
  );
}
