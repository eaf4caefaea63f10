'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { addKey } from '#app/_data/key.ts';
import { sourcesOptions } from '#app/_data/lists.ts';
import { sessionOptions } from '#app/_data/session.ts';
import { Command } from '#app/_ui/empty.tsx';
// An empty Signalbox is the set-up guide: a key, what to paste, which queue to watch. It goes away by itself when something arrives.
import { Fault } from '#app/_ui/fault.tsx';
import { Link } from '#app/_ui/link.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { Status } from '#app/_ui/status.tsx';
import { sourceTone } from '#app/_ui/tone.ts';
import type { DoorAddress } from '#lib/http/door-address.ts';
import { snippets } from './snippets.ts';

export interface Backend {
  kind: string;
  title: string;
}

export function FirstRun({ door, backends }: { door: DoorAddress; backends: readonly Backend[] }) {
  const [startMs] = useState(() => Date.now());
  const key = useMutation({ mutationFn: () => addKey({ name: 'first worker', scope: 'ingest' }) });
  const role = useQuery(sessionOptions()).data?.role;
  const token = key.data?.token ?? null;
  return (
    <>
      <Panel>
        <p className="text-[15px] font-semibold">Nothing has been seen yet</p>
        <p className="mt-1 max-w-[70ch] text-dim">
          Signalbox learns of jobs in two ways, and unites what it hears: workers send OpenTelemetry, and queues are
          watched without touching them. Either is enough to begin.
        </p>
        <p role="status" className="mt-3">
          <Status tone="unknown">Waiting for the first run…</Status>
        </p>
      </Panel>
      <Panel title="1 · A key for your workers">
        {!door.needsKey ? (
          <p>
            <Status tone="ok">Not needed:</Status>{' '}
            <span className="text-dim">the door listens on this machine alone.</span>
          </p>
        ) : token ? (
          <>
            <p>
              <Status tone="ok">Here it is.</Status>{' '}
              <span className="text-dim">It is shown this once; the commands below hold it.</span>
            </p>
            <Command text={token} />
          </>
        ) : role === 'admin' ? (
          <button type="button" className="button-main" disabled={key.isPending} onClick={() => key.mutate()}>
            {key.isPending ? 'Making…' : 'Make an ingest key'}
          </button>
        ) : (
          <p className="text-dim">Ask an admin for an ingest key: the door at {door.url} demands one.</p>
        )}
        <Fault className="mt-2">{key.error?.message}</Fault>
      </Panel>
      <Panel title="2 · Send from a worker">
        {snippets(door, token, startMs).map(({ label, text }) => (
          <Step key={label} label={label}>
            <Command text={text} />
          </Step>
        ))}
      </Panel>
      <Panel title="3 · Or watch a queue">
        <ul className="flex flex-wrap gap-2">
          {backends.map(({ kind, title }) => (
            <li key={kind}>
              <Link href={`/sources?add=${kind}`} className="control flex items-center">
                {title}
              </Link>
            </li>
          ))}
        </ul>
        <Watched />
      </Panel>
      <Panel title="Or look at it at work first">
        <p className="text-dim">Real workers doing real jobs on real queues, in a folder of their own:</p>
        <Command text="SIGNALBOX_DATA_DIR=.signalbox-demo PORT=3100 SIGNALBOX_OTLP_HTTP_PORT=4418 SIGNALBOX_OTLP_GRPC_PORT=4417 npm run demo" />
      </Panel>
    </>
  );
}

function Step({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="mt-3 first:mt-0">
      <p className="text-xs text-dim">{label}</p>
      <div className="-mt-2">{children}</div>
    </div>
  );
}

/** Sources that are configured and have no job yet. */
function Watched() {
  const sources = useQuery(sourcesOptions());
  const items = sources.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <ul className="mt-3 grid gap-1">
      {items.map((source) => (
        <li key={source.id}>
          <Status tone={sourceTone[source.status]}>{source.name}</Status>
          <span className="ml-2 text-dim">is watched and has no job yet</span>
        </li>
      ))}
    </ul>
  );
}
