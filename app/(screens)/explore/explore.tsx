'use client';
import { HeatmapPanel } from '#app/_charts/heatmap/heatmap-panel.tsx';
import { Screen } from '#app/_ui/frame/screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import type { Spread } from '#lib/contracts/heatmap.ts';
import { ViewMenu } from '../runs/view-menu.tsx';
import { useQuestion } from './explore-state.ts';
import { GroupedPanel } from './grouped-panel.tsx';
import { Question } from './question.tsx';

/** The spread that belongs to a metric; undefined where values have none. */
function spreadOf(metric: string): Spread | undefined {
  return (['duration', 'wait', 'total'] as const).find((of) => metric.startsWith(`${of}.`));
}

export function Explore() {
  const { question, filter } = useQuestion();
  const spread = spreadOf(question.metric);
  return (
    <Screen title="Explore" actions={<ViewMenu page="/explore" />}>
      <Question />
      {question.chart !== 'spread' ? (
        <GroupedPanel />
      ) : spread ? (
        <HeatmapPanel of={spread} filter={filter} />
      ) : (
        <Panel>
          <p className="grid h-[176px] place-items-center text-dim">
            A heatmap shows how single values spread: choose a duration, a time in queue, or the time from enqueue to
            end.
          </p>
        </Panel>
      )}
    </Screen>
  );
}
