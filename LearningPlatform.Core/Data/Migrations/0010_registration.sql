-- Becoming an account, getting back into one, and the mail that both need. Document 1.

alter table user_profiles add column language varchar(10) not null default 'en';

-- An account is made when the address is proved. Until then nothing is taken: neither the address nor the username. There are rows
-- for addresses that have an account too, so that registering costs the same for both; nobody is ever told their tokens.
create table registrations (
    token_hash    bytea        primary key,
    email         varchar(255) not null check (email = lower(email)),
    username      varchar(50),
    password_hash varchar(255) not null,
    first_name    varchar(100) not null,
    last_name     varchar(100) not null,
    display_name  varchar(201),
    language      varchar(10)  not null,
    created_at    timestamptz  not null,
    expires_at    timestamptz  not null,
    user_id       uuid         references users on delete cascade -- the account it became
);
create index registrations_email on registrations (email, created_at);
create index registrations_expires_at on registrations (expires_at);

create table password_resets (
    token_hash bytea       primary key,
    user_id    uuid        references users on delete cascade, -- null for an address without an account: the same work for both
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index password_resets_user on password_resets (user_id);
create index password_resets_expires_at on password_resets (expires_at);

-- Mail on its way out, written with the change that it reports, sent by Workers.
create table outgoing_mails (
    id              uuid         primary key,
    recipient       varchar(255) not null,
    subject         varchar(300) not null,
    text_body       text         not null,
    html_body       text         not null,
    -- discarded: never to be sent; written so that an answer takes as long for an address without an account
    state           varchar(20)  not null check (state in ('pending', 'sent', 'failed', 'discarded')),
    attempts        int          not null default 0,
    next_attempt_at timestamptz  not null,
    last_error      varchar(500),
    created_at      timestamptz  not null,
    finished_at     timestamptz
);
create index outgoing_mails_due on outgoing_mails (next_attempt_at) where state = 'pending';
create index outgoing_mails_recipient on outgoing_mails (recipient, created_at);
create index outgoing_mails_created_at on outgoing_mails (created_at);

-- Addresses that a mail server has refused for good. Nothing is sent to them for a while.
create table undeliverable_addresses (
    address varchar(255) primary key,
    reason  varchar(500) not null,
    since   timestamptz  not null
);

-- Has the account signed in from this address before?
create index sessions_user_address on sessions (user_id, address);
