'use client';
import { useQuery } from '@tanstack/react-query';
import { sessionOptions } from '#app/_data/session.ts';
import { endSession, sessionsOptions } from '#app/_data/settings.ts';
import { twoStepOptions } from '#app/_data/two-step.ts';
import { Empty } from '#app/_ui/empty.tsx';
import { Fault } from '#app/_ui/fault.tsx';
import { ListScreen } from '#app/_ui/list-screen.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { Age } from '#app/_ui/value.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { SureButton } from '../sure-button.tsx';
import { useChange } from '../use-change.ts';
import { PasswordForm } from './password-form.tsx';
import { TwoStep } from './two-step/two-step.tsx';

/** Where one is signed in; for admins, where everybody is. */
export function Sessions() {
  const sessions = useQuery(sessionsOptions());
  const me = useQuery(sessionOptions()).data;
  const hasPassword = useQuery(twoStepOptions()).data?.hasPassword !== false;
  const { change, fault, isBusy } = useChange('sessions');
  return (
    <ListScreen
      title="Sessions"
      what="the sessions"
      query={sessions}
      above={
        <>
          <SettingsNav />
          {/* shown before it is known who asks: what comes later would push the list down */}
          {me?.kind !== 'token' && (
            <>
              {hasPassword && <PasswordForm />}
              <TwoStep />
            </>
          )}
          <Fault>{fault?.message}</Fault>
        </>
      }
      isEmpty={({ items }) => items.length === 0}
      empty={<Empty title="Nobody is signed in">You are here with a token: tokens have no sessions.</Empty>}
    >
      {({ items }) => (
        <TableFrame caption="Open sessions" minWidth="min-w-[820px]">
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col" className="l">
                From
              </th>
              <th scope="col" className="l w-full">
                With
              </th>
              <th scope="col">Signed in</th>
              <th scope="col">Last seen</th>
              <th scope="col">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((session) => (
              <tr key={session.id}>
                <td>
                  {session.user}
                  {session.isCurrent && <span className="ml-1.5 text-xs text-dim">this one</span>}
                </td>
                <td className="l mono">{session.address || '–'}</td>
                <td className="l clip" title={session.agent ?? undefined}>
                  {session.agent ?? '–'}
                </td>
                <td>
                  <Age at={session.createdAt} />
                </td>
                <td>
                  <Age at={session.lastSeenAt} />
                </td>
                <td>
                  <SureButton
                    label="End"
                    sure="Yes, end it"
                    isDisabled={isBusy}
                    onSure={() => void change(() => endSession(session.id))}
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
