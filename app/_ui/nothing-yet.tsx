'use client';
import { Empty } from './empty.tsx';

/** Nothing was ever observed: how to send or watch something, with real commands. */
export function NothingYet({ what }: { what: string }) {
  const host = typeof location === 'undefined' ? 'localhost' : location.hostname;
  return (
    <div className="pb-2">
      <Empty title={`No ${what} yet`} command="npm run demo">
        Nothing was observed in this environment and window. See it at work with real queues:
      </Empty>
      <Empty
        title="Send spans from a worker"
        command={`SIGNALBOX_OTLP_URL=http://${host}:4318 node --import signalbox/otel/register worker.js`}
      >
        The kit carries correlation IDs along and instruments BullMQ, pg-boss and others. Any OpenTelemetry SDK works as
        well.
      </Empty>
    </div>
  );
}
