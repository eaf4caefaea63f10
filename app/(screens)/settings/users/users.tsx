'use client';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { sessionOptions } from '#app/_data/session.ts';
import { addUser, changeUser, removeUser, resetTwoStep, usersOptions } from '#app/_data/settings.ts';
import { Command } from '#app/_ui/empty.tsx';
import { Fault } from '#app/_ui/fault.tsx';
import { Field } from '#app/_ui/field.tsx';
import { ListScreen } from '#app/_ui/list-screen.tsx';
import { Panel } from '#app/_ui/panel.tsx';
import { TableFrame } from '#app/_ui/table-frame.tsx';
import { Age } from '#app/_ui/value.tsx';
import { type Role, roles } from '#lib/contracts/session.ts';
import type { UserCreated, UserView } from '#lib/contracts/user.ts';
import { SettingsNav } from '../settings-nav.tsx';
import { SureButton } from '../sure-button.tsx';
import { useChange } from '../use-change.ts';

const wayIn: Readonly<Record<string, string>> = { credential: 'password', oidc: 'OpenID' };
const waysIn = ({ providers, hasTwoStep }: UserView): string =>
  providers.map((one) => (hasTwoStep && one === 'credential' ? 'password and code' : (wayIn[one] ?? one))).join(', ');

function RoleSelect({
  label,
  ...select
}: {
  label: string;
  name?: string;
  value?: Role;
  isDisabled?: boolean;
  onRole?: (role: Role) => void;
}) {
  return (
    <select
      className="control h-[34px]"
      aria-label={label}
      name={select.name}
      value={select.value}
      disabled={select.isDisabled}
      onChange={(event) => select.onRole?.(event.target.value as Role)}
    >
      {roles.map((role) => (
        <option key={role} value={role}>
          {role}
        </option>
      ))}
    </select>
  );
}

function UserForm() {
  const { change, fault, isBusy } = useChange('users');
  const [made, setMade] = useState<UserCreated | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const user = await change(() =>
      addUser({ email: String(fields.get('email')).trim(), role: String(fields.get('role')) as Role }),
    );
    setMade(user);
    if (user) form.reset();
  };
  return (
    <Panel title="New user">
      <form onSubmit={submit} className="flex flex-wrap items-start gap-3">
        <Field
          name="email"
          label="E-mail address"
          type="email"
          required
          autoComplete="off"
          fault={fault?.fields.email}
        />
        <div className="grid gap-1">
          <span className="text-xs text-dim">Role</span>
          <RoleSelect label="Role" name="role" />
        </div>
        <button type="submit" className="button-main mt-5 h-[34px]" disabled={isBusy}>
          Add
        </button>
      </form>
      <Fault className="mt-2">{fault?.message}</Fault>
      {made?.password && (
        <div role="status" className="mt-2">
          <p>The password of {made.email} is shown only now; they can change it under Sessions.</p>
          <Command text={made.password} />
        </div>
      )}
    </Panel>
  );
}

/** Who may sign in, and as what. A viewer reads, an operator acts, an admin manages. */
export function Users() {
  const users = useQuery(usersOptions());
  const me = useQuery(sessionOptions()).data;
  const { change, fault, isBusy } = useChange('users');
  return (
    <ListScreen
      title="Users"
      what="the users"
      query={users}
      above={
        <>
          <SettingsNav />
          <UserForm />
          <Fault>{fault?.message}</Fault>
        </>
      }
      isEmpty={() => false}
      empty={null}
    >
      {({ items }) => (
        <TableFrame caption="Users" minWidth="min-w-[760px]">
          <thead>
            <tr>
              <th scope="col">E-mail address</th>
              <th scope="col" className="l">
                Name
              </th>
              <th scope="col" className="l">
                Role
              </th>
              <th scope="col" className="l">
                Signs in by
              </th>
              <th scope="col">Open sessions</th>
              <th scope="col">Last seen</th>
              <th scope="col">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((user) => (
              <tr key={user.id}>
                <td>{user.email}</td>
                <td className="l">{user.name}</td>
                <td className="l">
                  <RoleSelect
                    label={`Role of ${user.email}`}
                    value={user.role}
                    isDisabled={isBusy}
                    onRole={(role) => void change(() => changeUser(user.id, { role }))}
                  />
                </td>
                <td className="l">{waysIn(user)}</td>
                <td>{user.sessions}</td>
                <td>{user.lastSeenAt ? <Age at={user.lastSeenAt} /> : 'never'}</td>
                <td>
                  {user.hasTwoStep && user.email !== me?.email && (
                    <SureButton
                      label="Turn two-step off"
                      sure="Yes, and end their sessions"
                      isDisabled={isBusy}
                      onSure={() => void change(() => resetTwoStep(user.id))}
                    />
                  )}{' '}
                  <SureButton
                    label="Remove"
                    sure="Yes, remove"
                    isDisabled={isBusy}
                    onSure={() => void change(() => removeUser(user.id))}
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
