-- What people are told: in the app, by mail at once, by mail once a day.

create table notifications (
    id         uuid        primary key,
    user_id    uuid        not null references users on delete cascade,
    kind       varchar(40) not null,
    data       jsonb       not null default '{}',
    event_id   uuid,       -- its cause
    in_app     boolean     not null, -- false for those who want this kind by mail only
    created_at timestamptz not null,
    read_at    timestamptz
);
create index notifications_user on notifications (user_id, id desc) where in_app;
create index notifications_unread on notifications (user_id) where in_app and read_at is null;

-- A row where somebody wants another than the kind's own default.
create table notification_preferences (
    user_id uuid        not null references users on delete cascade,
    kind    varchar(40) not null,
    in_app  boolean     not null,
    email   varchar(20) not null check (email in ('immediate', 'digest', 'off')),
    primary key (user_id, kind)
);

create table notification_settings (
    user_id           uuid  primary key references users on delete cascade,
    quiet_from        time, -- in the user's time zone, as the others
    quiet_until       time,
    digest_at         time  not null default '08:00',
    -- Lets whoever has the mail turn its kind off, and nothing else.
    unsubscribe_token bytea not null default sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')) unique,
    check ((quiet_from is null) = (quiet_until is null))
);

-- Notifications whose mail is still to be made.
create table notification_mails (
    notification_id uuid        primary key references notifications on delete cascade,
    user_id         uuid        not null references users on delete cascade,
    digest          boolean     not null,
    due_at          timestamptz not null,
    traceparent     text
);
create index notification_mails_due on notification_mails (due_at);
create index notification_mails_user on notification_mails (user_id);

create table instructor_followers (
    instructor_id uuid        not null references users on delete cascade,
    user_id       uuid        not null references users on delete cascade,
    followed_at   timestamptz not null,
    primary key (instructor_id, user_id)
);
create index instructor_followers_user on instructor_followers (user_id);

alter table outgoing_mails
    add column headers jsonb,     -- further header lines: name → value
    add column traceparent text;  -- what the mail was caused by
