'use client';
import { useQuery } from '@tanstack/react-query';
import { keysOptions, revokeKey } from '#app/_data/settings.ts';
import { Empty } from '#app/_ui/empty.tsx';
import { Fault } from '#app/_ui/fault.tsx';
import { ListScreen } from '#app/_ui/list-screen.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { Age } from '#app/_ui/value.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { SureButton } from '../sure-button.tsx';
import { useChange } from '../use-change.ts';
import { KeyForm } from './key-form.tsx';

/** API tokens and ingest keys: what each may, where, until when, and when it was used last. */
export function Keys() {
  const keys = useQuery(keysOptions());
  const { change, fault, isBusy } = useChange('keys');
  return (
    <ListScreen
      title="Keys"
      what="the keys"
      query={keys}
      above={
        <>
          <SettingsNav />
          <KeyForm />
          <Fault>{fault?.message}</Fault>
        </>
      }
      isEmpty={({ items }) => items.length === 0}
      empty={
        <Empty title="No key yet">
          A door that is bound to anything but loopback takes telemetry with an ingest key only; scripts, Prometheus and
          models read with a token of scope read.
        </Empty>
      }
    >
      {({ items }) => (
        <TableFrame caption="Keys that open something" minWidth="min-w-[860px]">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" className="l">
                Scope
              </th>
              <th scope="col" className="l">
                Environment
              </th>
              <th scope="col" className="l">
                Begins with
              </th>
              <th scope="col">Made</th>
              <th scope="col">Last used</th>
              <th scope="col">Expires</th>
              <th scope="col">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((key) => (
              <tr key={key.id}>
                <td>{key.name}</td>
                <td className="l">{key.scope}</td>
                <td className="l">{key.environment ?? 'all'}</td>
                <td className="l mono">{key.prefix}…</td>
                <td>
                  <Age at={key.createdAt} />
                </td>
                <td>{key.lastUsedAt ? <Age at={key.lastUsedAt} /> : 'never'}</td>
                <td>{key.expiresAt?.slice(0, 10) ?? 'never'}</td>
                <td>
                  <SureButton
                    label="Revoke"
                    sure="Yes, revoke"
                    isDisabled={isBusy}
                    onSure={() => void change(() => revokeKey(key.id))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </TableFrame>
      )}
    </ListScreen>
  );
}
