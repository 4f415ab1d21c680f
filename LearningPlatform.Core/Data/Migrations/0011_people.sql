-- What people see of each other and what they have earned. Documents 1 and 2.

-- Who sees it; somebody without a row has the defaults. How people are told is the notifications' matter.
create table user_privacy (
    user_id  uuid        primary key references users on delete cascade,
    profile  varchar(10) not null default 'everyone' check (profile in ('everyone', 'friends', 'nobody')),
    activity varchar(10) not null default 'friends' check (activity in ('everyone', 'friends', 'nobody')),
    xp       varchar(10) not null default 'everyone' check (xp in ('everyone', 'friends', 'nobody'))
);

-- One row for two people, so that both always see the same.
create table friendships (
    id           uuid        primary key,
    low_id       uuid        not null references users on delete cascade,
    high_id      uuid        not null references users on delete cascade,
    requested_by uuid        not null,
    accepted_at  timestamptz,
    created_at   timestamptz not null,
    check (low_id < high_id),
    check (requested_by in (low_id, high_id)),
    constraint friendships_pair unique (low_id, high_id)
);
create index friendships_high on friendships (high_id, id);
create index friendships_low on friendships (low_id, id);

-- An award counts once, however often it is made.
create table xp_ledger (
    user_id    uuid        not null references users on delete cascade,
    source     varchar(40) not null,
    source_id  uuid        not null,
    amount     int         not null check (amount > 0),
    awarded_at timestamptz not null,
    primary key (user_id, source, source_id)
);
create index xp_ledger_recent on xp_ledger (user_id, awarded_at desc);

create table user_xp (
    user_id uuid   primary key references users on delete cascade,
    total   bigint not null check (total >= 0)
);

create table user_skills (
    user_id    uuid        not null references users on delete cascade,
    name       varchar(50) not null,
    points     int         not null,
    updated_at timestamptz not null,
    primary key (user_id, name)
);

-- How often something happened to somebody: what the rules of achievements look at.
create table user_event_counts (
    user_id    uuid        not null references users on delete cascade,
    event_type varchar(60) not null,
    count      int         not null,
    primary key (user_id, event_type)
);

create table user_achievements (
    user_id   uuid        not null references users on delete cascade,
    code      varchar(60) not null,
    earned_at timestamptz not null,
    primary key (user_id, code)
);
