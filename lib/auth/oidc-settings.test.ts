import { describe, expect, it } from 'vitest';
import { readSettings } from '#lib/env.ts';
import type { AppError } from '#lib/errors.ts';
import { readOidc } from './oidc-settings.ts';

const some = { SIGNALBOX_OIDC_ISSUER: 'https://login.example.com/', SIGNALBOX_OIDC_CLIENT_ID: 'signalbox' };
const faultsOf = (env: Record<string, string>): string[] => {
  try {
    readSettings(env);
    return [];
  } catch (error) {
    return Object.keys((error as AppError).fields ?? {});
  }
};

describe('the settings of an OpenID provider', () => {
  it('are none, or an issuer as it is written and a client; whoever is new looks only', () => {
    expect(readOidc({ SIGNALBOX_OIDC_ROLE: 'admin' })).toBeNull();
    expect(readOidc(some)).toEqual({
      issuer: 'https://login.example.com/',
      clientId: 'signalbox',
      clientSecret: null,
      newRole: 'viewer',
      trustsEmail: false,
    });
    expect(readOidc({ ...some, SIGNALBOX_OIDC_ROLE: 'none' })?.newRole).toBeNull();
  });

  it('stop the start together with all other faults when they are wrong', () => {
    expect(faultsOf(some)).toEqual([]);
    expect(faultsOf({ ...some, SIGNALBOX_OIDC_ISSUER: 'http://127.0.0.1:9000/realm' })).toEqual([]);
    expect(faultsOf({ ...some, SIGNALBOX_OIDC_ISSUER: 'http://127.0.0.1.example.com' })).toEqual([
      'SIGNALBOX_OIDC_ISSUER',
    ]);
    expect(faultsOf({ SIGNALBOX_OIDC_ISSUER: some.SIGNALBOX_OIDC_ISSUER })).toEqual(['SIGNALBOX_OIDC_CLIENT_ID']);
    expect(
      faultsOf({ ...some, PORT: 'x', SIGNALBOX_OIDC_ROLE: 'root', SIGNALBOX_OIDC_TRUST_EMAIL: 'perhaps' }),
    ).toEqual(['PORT', 'SIGNALBOX_OIDC_ROLE', 'SIGNALBOX_OIDC_TRUST_EMAIL']);
  });
});
