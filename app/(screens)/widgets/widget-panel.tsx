'use client';
import { useState } from 'react';
import { atBase } from '#app/_data/base-path.ts';
import { Panel } from '#app/_ui/panel.tsx';
import { useSeen } from '#app/_ui/use-seen.ts';
import { Age } from '#app/_ui/value.tsx';
import type { WidgetView } from '#lib/contracts/widget.ts';
import { BadgePreview, CardPreview } from './preview.tsx';
import { scopeText } from './scope-words.ts';

interface WidgetPanelProps {
  widget: WidgetView;
  mayChange: boolean;
  onEdit: () => void;
  onRotate: () => Promise<void>;
  onRemove: () => Promise<void>;
}

/** One widget: how it looks now in light and dark, where it may stand, and what can be done to it. */
export function WidgetPanel({ widget, mayChange, onEdit, onRotate, onRemove }: WidgetPanelProps) {
  const [ref, isSeen] = useSeen();
  const [asked, setAsked] = useState<'rotate' | 'remove' | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const act = async (what: 'rotate' | 'remove') => {
    if (asked !== what) return setAsked(what);
    setAsked(null);
    setFault(null);
    await (what === 'rotate' ? onRotate() : onRemove()).catch((error: unknown) =>
      setFault(String((error as Error).message)),
    );
  };
  const isOver = widget.expiresAt !== null && Date.parse(widget.expiresAt) < Date.now();
  return (
    <Panel title={widget.name} note={scopeText(widget.scope)} actions={isSeen && <BadgePreview widget={widget} />}>
      <div ref={ref} className="flex flex-wrap gap-3">
        <div className="h-[132px] w-[336px] max-w-full rounded-[8px] bg-white p-2">
          {isSeen && <CardPreview widget={widget} theme="light" />}
        </div>
        <div className="h-[132px] w-[336px] max-w-full rounded-[8px] bg-[#0d0e11] p-2">
          {isSeen && <CardPreview widget={widget} theme="dark" />}
        </div>
        <dl className="grid grow content-start gap-1 text-xs">
          <div>
            <dt className="inline text-dim">Last shown </dt>
            <dd className="inline">{widget.lastFetchedAt ? <Age at={widget.lastFetchedAt} /> : 'never'}</dd>
          </div>
          <div>
            <dt className="inline text-dim">Framed by </dt>
            <dd className="inline break-all">{widget.frameOrigins.join(', ') || 'this site only'}</dd>
          </div>
          <div>
            <dt className="inline text-dim">Expires </dt>
            <dd className={`inline ${isOver ? 'text-bad' : ''}`}>
              {widget.expiresAt ? `${isOver ? 'did, ' : ''}${widget.expiresAt.slice(0, 10)}` : 'never'}
            </dd>
          </div>
          {widget.isOnStatusPage && (
            <div>
              <dt className="sr-only">Public</dt>
              <dd>
                On{' '}
                <a className="link" href={atBase('/status')}>
                  /status
                </a>
              </dd>
            </div>
          )}
        </dl>
      </div>
      {mayChange && (
        <div className="mt-3 flex flex-wrap items-center gap-2">
          <button type="button" className="control px-2" onClick={onEdit}>
            Change
          </button>
          <button type="button" className="control px-2" onClick={() => void act('rotate')}>
            {asked === 'rotate' ? 'Yes, end the old token' : 'New token and snippets'}
          </button>
          <button type="button" className="control px-2" onClick={() => void act('remove')}>
            {asked === 'remove' ? 'Yes, remove it' : 'Remove'}
          </button>
          {asked && (
            <span role="status" className="text-xs text-dim">
              {asked === 'rotate' ? 'Pages that use the old token turn grey.' : 'Pages that show it turn grey.'}
            </span>
          )}
          {fault && (
            <span role="alert" className="text-bad">
              {fault}
            </span>
          )}
        </div>
      )}
    </Panel>
  );
}
