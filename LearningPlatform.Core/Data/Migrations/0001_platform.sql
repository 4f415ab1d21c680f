-- What every module stands on: events that leave with the change they report, and answers that can be replayed.

create table outbox (
    position    bigint generated always as identity primary key,
    event_id    uuid        not null,
    topic       text        not null,
    event_type  text        not null,
    user_id     uuid,
    course_id   uuid,
    metadata    jsonb       not null default '{}',
    occurred_at timestamptz not null,
    traceparent text
);

create table idempotency_keys (
    scope        text        not null, -- the caller: user:<id> or ip:<address>
    key          text        not null,
    request_hash bytea       not null,
    status       smallint,             -- null while the first request still runs
    headers      jsonb,
    body         bytea,
    created_at   timestamptz not null,
    primary key (scope, key)
);
create index idempotency_keys_created_at on idempotency_keys (created_at);
