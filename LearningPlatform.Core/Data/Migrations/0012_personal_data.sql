-- Taking one's data along, and leaving.
--
-- What becomes of the rows that point at an account is said by their foreign key: "on delete cascade" goes with the account,
-- "set null" loses it, and what has neither stays, under the name "Deleted user".

alter table users add column erased_at timestamptz;

create table data_requests (
    id              uuid         primary key,
    user_id         uuid         not null,
    kind            varchar(10)  not null check (kind in ('export', 'erasure')),
    format          varchar(10)  check (format in ('json', 'zip')),
    status          varchar(10)  not null check (status in ('pending', 'done', 'failed')),
    attempts        int          not null default 0,
    next_attempt_at timestamptz  not null,
    object_key      varchar(200),
    size            bigint,
    created_at      timestamptz  not null,
    finished_at     timestamptz,
    check ((kind = 'export') = (format is not null))
);
create index data_requests_due on data_requests (next_attempt_at) where status = 'pending';
create unique index data_requests_one_export on data_requests (user_id, format) where kind = 'export' and status = 'pending';
create unique index data_requests_one_erasure on data_requests (user_id) where kind = 'erasure';
create index data_requests_user on data_requests (user_id, id);
