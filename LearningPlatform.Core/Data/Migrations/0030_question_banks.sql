-- Questions and the banks that they stand in. Document 5 (Assessment Service).

-- A course's own, or an instructor's own when there is no course.
create table question_banks (
    id         uuid         primary key,
    course_id  uuid         references courses on delete cascade,
    owner_id   uuid         not null references users,
    title      varchar(200) not null,
    created_at timestamptz  not null,
    updated_at timestamptz  not null,
    version    int          not null default 1
);
create index question_banks_course on question_banks (course_id, id);
create index question_banks_owner on question_banks (owner_id, id);

-- What lists and pools look at stands here, taken from the newest version.
create table questions (
    id         uuid          primary key,
    bank_id    uuid          not null references question_banks on delete cascade,
    category   varchar(1000) not null default '',
    tags       text[]        not null default '{}',
    kind       varchar(20)   not null check (kind in (
        'single_choice', 'multiple_choice', 'true_false', 'numeric', 'short_answer', 'matching', 'ordering', 'essay')),
    name       varchar(200)  not null,
    points     numeric(8, 2) not null check (points > 0),
    version    int           not null default 1,
    removed_at timestamptz,
    created_at timestamptz   not null,
    updated_at timestamptz   not null
);
create index questions_bank on questions (bank_id, id) where removed_at is null;

-- Never changed: an attempt is shown, for ever, what its learner saw.
create table question_versions (
    question_id  uuid        not null references questions on delete cascade,
    version      int         not null,
    content      jsonb       not null,
    content_hash bytea       not null check (length(content_hash) = 32),
    created_by   uuid        references users on delete set null,
    created_at   timestamptz not null,
    primary key (question_id, version)
);
create index question_versions_hash on question_versions (content_hash);
