-- Up Migration

-- An identity at a provider (for passwords: the user's own id) opens one account, also when two sign-ins race.
create unique index auth_account_identity on auth_account (provider_id, account_id);

-- Down Migration
