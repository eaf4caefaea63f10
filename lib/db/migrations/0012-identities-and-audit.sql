-- Up Migration

-- An identity at a provider (for passwords: the user's own id) opens one account, also when two sign-ins race.
create unique index auth_account_identity on auth_account (provider_id, account_id);

-- Whoever can write to our tables can add to the audit trail, and take nothing away.
create function audit_only_grows() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail only grows' using errcode = 'restrict_violation';
end $$;

create trigger audit_only_grows before update or delete or truncate on audit
  for each statement execute function audit_only_grows();

-- Down Migration
