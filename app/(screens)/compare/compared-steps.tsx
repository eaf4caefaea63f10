'use client';
import { useMemo, useState } from 'react';
import type { WaterfallRow } from '#app/_charts/waterfall/series.ts';
import { formatMs } from '#app/_ui/format/duration.ts';
import { useNow } from '#app/_ui/now.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { Status } from '#app/_ui/status.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import type { Tone } from '#app/_ui/tone.ts';
import { Duration } from '#app/_ui/value.tsx';
import type { RunDetail } from '#lib/contracts/run.ts';
import { alignRuns, type Step, type Verdict, verdictOf } from './align.ts';
import { changeWords } from './change-words.ts';

const tones: Record<Verdict, Tone> = { added: 'warn', missing: 'unknown', slower: 'bad', faster: 'ok', same: 'idle' };
/** More are cut: the table is no waterfall, and says so. */
const mostSteps = 500;

export function ComparedSteps({ a, b }: { a: RunDetail; b: RunDetail }) {
  const now = useNow();
  const [isAll, setAll] = useState(false);
  const isOpen = a.finishedAt === null || b.finishedAt === null;
  const steps = useMemo(() => alignRuns(a, b, isOpen ? now : 0), [a, b, isOpen, now]);
  const differing = steps.filter((step) => verdictOf(step) !== 'same' || step.attributes.length > 0);
  const wanted = isAll ? steps : differing;
  const shown = wanted.slice(0, mostSteps);
  return (
    <Panel
      isFlush
      title="Step by step"
      note={`${differing.length} of ${steps.length} steps differ`}
      actions={
        <button
          type="button"
          className="text-xs text-dim hover:text-ink"
          aria-pressed={isAll}
          onClick={() => setAll(!isAll)}
        >
          {isAll ? 'Only what differs' : 'All steps'}
        </button>
      }
    >
      {shown.length === 0 ? (
        <p className="px-3.5 py-4 text-dim">No step took noticeably longer or shorter, none was added or left out.</p>
      ) : (
        <TableFrame caption="Steps of the two runs" minWidth="min-w-[760px]">
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col" className="l">
                Verdict
              </th>
              <th scope="col">First</th>
              <th scope="col">Second</th>
              <th scope="col">Difference</th>
              <th scope="col" className="l w-full">
                Attributes that differ
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((step) => (
              <StepRow key={step.key} step={step} />
            ))}
          </tbody>
        </TableFrame>
      )}
      {wanted.length > mostSteps && (
        <p className="px-3.5 py-2 text-xs text-warn">
          Cut at {mostSteps} of {wanted.length} steps.
        </p>
      )}
    </Panel>
  );
}

function StepRow({ step }: { step: Step }) {
  const verdict = verdictOf(step);
  const length = (row: WaterfallRow | null) => <Duration ms={row && row.endMs - row.startMs} />;
  return (
    <tr>
      <td style={{ paddingLeft: 14 + Math.min(step.depth, 10) * 14 }}>
        <span className="inline-block max-w-[320px] truncate align-bottom" title={step.name}>
          {step.name}
        </span>
      </td>
      <td className="l">
        <Status tone={tones[verdict]}>{verdict}</Status>
      </td>
      <td>{length(step.a)}</td>
      <td>{length(step.b)}</td>
      <td>{step.changeMs === null ? '–' : changeWords(step.changeMs, formatMs)}</td>
      <td className="l clip mono">
        {step.attributes.map(({ name, a, b }) => (
          <span key={name} className="mr-3" title={`${name}: ${a ?? 'none'} → ${b ?? 'none'}`}>
            <span className="text-dim">{name}</span> {a ?? '–'} → {b ?? '–'}
          </span>
        ))}
      </td>
    </tr>
  );
}
