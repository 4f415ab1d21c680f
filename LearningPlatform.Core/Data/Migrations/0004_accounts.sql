-- Signing in: the keys of access tokens, devices and their refresh tokens, and the record of what happened.

create table signing_keys (
    id          varchar(64) primary key,        -- the token's kid: the key's RFC 7638 thumbprint
    public_key  bytea       not null,           -- SubjectPublicKeyInfo
    private_key bytea       not null,           -- PKCS #8 under AES-256-GCM: nonce, tag, ciphertext
    active_from timestamptz not null unique,    -- signs from here on, until the next key's moment
    created_at  timestamptz not null
);

-- A device: one sign-in and everything that was refreshed from it. Revoking it ends the whole family of tokens.
create table sessions (
    id             uuid         primary key,
    user_id        uuid         not null references users on delete cascade,
    user_agent     varchar(400) not null,
    address        varchar(45)  not null,
    created_at     timestamptz  not null,
    last_used_at   timestamptz  not null,
    expires_at     timestamptz  not null,
    revoked_at     timestamptz,
    revoked_reason varchar(40),
    check ((revoked_at is null) = (revoked_reason is null))
);
create index sessions_user on sessions (user_id, id) where revoked_at is null;
create index sessions_expires_at on sessions (expires_at);

create table refresh_tokens (
    token_hash       bytea       primary key,   -- SHA-256; the token itself is stored nowhere
    session_id       uuid        not null references sessions on delete cascade,
    expires_at       timestamptz not null,
    used_at          timestamptz,
    successor_hash   bytea,
    -- The next token under a key that only this token yields: who comes twice within the grace gets the same answer.
    successor_sealed bytea,
    check ((used_at is null) = (successor_hash is null))
);
create index refresh_tokens_session on refresh_tokens (session_id);

-- Ids without foreign keys and a network instead of an address: entries outlive the accounts they speak of and name nobody.
create table audit_log (
    id         bigint generated always as identity primary key,
    at         timestamptz not null,
    action     varchar(60) not null,
    actor_id   uuid,
    subject_id uuid,
    network    varchar(50),
    details    jsonb       not null default '{}'
);
create index audit_log_subject on audit_log (subject_id, id);
create index audit_log_actor on audit_log (actor_id, id);
create index audit_log_action on audit_log (action, id);

create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
    -- Two years is how long entries must stay; after that an operator may remove them.
    if tg_op = 'DELETE' and old.at < now() - interval '2 years' then
        return old;
    end if;
    raise exception 'audit_log is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_log_rows before update or delete on audit_log for each row execute function audit_log_is_append_only();
create trigger audit_log_table before truncate on audit_log for each statement execute function audit_log_is_append_only();
