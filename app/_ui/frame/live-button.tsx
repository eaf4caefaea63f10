'use client';
import { type LiveState, useLive } from '#app/_data/live.tsx';

const words: Record<LiveState, { word: string; title: string; mark: string }> = {
  live: { word: 'Live', title: 'New facts appear by themselves. Click to pause.', mark: 'bg-ok rounded-full' },
  paused: { word: 'Paused', title: 'Nothing moves. Click to go on.', mark: 'border-[1.5px] border-dim rounded-full' },
  held: {
    word: 'Held',
    title: 'Held while you read further down; goes on at the top.',
    mark: 'border-[1.5px] border-dim rounded-full',
  },
  away: {
    word: 'Polling',
    title: 'The live stream is away: figures are read every 15 s. Click to pause.',
    mark: 'border-[1.5px] border-dashed border-dim rounded-full',
  },
};

export function LiveButton() {
  const { state, toggle } = useLive();
  const { word, title, mark } = words[state];
  return (
    <button
      type="button"
      className="control flex w-[86px] items-center gap-1.5"
      aria-pressed={state !== 'paused'}
      title={title}
      onClick={toggle}
    >
      <span aria-hidden="true" className={`size-2 ${mark}`} />
      {word}
    </button>
  );
}
