import { Panel } from './panel.tsx';
import { TableSkeleton } from './table-skeleton.tsx';

/** Keeps the size of a page of figures, charts and a table while it is being read. */
export function LoadingCharts() {
  return (
    <div className="grid gap-3.5">
      <div className="panel h-[69px]" />
      <div className="grid gap-3.5 lg:grid-cols-2">
        <div className="panel h-[230px]" />
        <div className="panel h-[230px]" />
      </div>
      <Panel isFlush>
        <TableSkeleton rows={10} />
      </Panel>
    </div>
  );
}
