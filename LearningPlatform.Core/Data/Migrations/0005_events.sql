-- Events that are never lost and never count twice; see design.md, Events.

alter table outbox
    add column version      smallint not null default 1,
    add column handler      text,        -- null for everybody; a name when a dead letter is replayed to that handler alone
    add column published_at timestamptz, -- null until the transport has it, and again when the transport turns out to have lost it
    add column receipt      text;        -- where the transport keeps it
create index outbox_unpublished on outbox (position) where published_at is null;
-- A handler that keeps the order asks for what is before an event.
create index outbox_user on outbox (user_id, position) where user_id is not null;
create index outbox_course on outbox (course_id, position) where course_id is not null;

-- Who wants what, written by Workers at their start: an outbox row stays until each of them has handled it.
create table event_subscriptions (
    handler    text        not null,
    topic      text        not null,
    event_type text        not null, -- '*' for every type of the topic
    seen_at    timestamptz not null,
    primary key (handler, topic, event_type)
);

-- That a handler is done with an event, in the transaction of its effects.
create table inbox (
    event_id   uuid        not null,
    handler    text        not null,
    handled_at timestamptz not null,
    primary key (event_id, handler)
);
create index inbox_handled_at on inbox using brin (handled_at);

create table event_failures (
    event_id  uuid        not null,
    handler   text        not null,
    tries     int         not null,
    error     text        not null,
    failed_at timestamptz not null,
    primary key (event_id, handler)
);

create table dead_letters (
    id          uuid        primary key,
    handler     text        not null,
    event_id    uuid        not null,
    topic       text        not null,
    event_type  text        not null,
    version     smallint    not null,
    user_id     uuid,
    course_id   uuid,
    metadata    jsonb       not null,
    occurred_at timestamptz not null,
    traceparent text,
    tries       int         not null,
    error       text        not null,
    died_at     timestamptz not null,
    constraint dead_letters_once unique (event_id, handler)
);

-- A job runs once for each slot of its schedule, on whichever replica comes first.
create table scheduled_jobs (
    name        text        primary key,
    slot        timestamptz not null,
    finished_at timestamptz not null,
    milliseconds bigint     not null
);
