-- Signing in through Google and GitHub (document 5: provider, provider_id).

create table external_logins (
    provider    varchar(20)  not null check (provider in ('google', 'github')),
    provider_id varchar(255) not null,
    user_id     uuid         not null references users on delete cascade,
    linked_at   timestamptz  not null,
    primary key (provider, provider_id)
);
create index external_logins_user on external_logins (user_id);
