-- Enrolment beyond "come in": cohorts, codes, waiting lists; progress; labs (issue "From an outline to a certificate").

create table cohorts (
    id         uuid         primary key,
    course_id  uuid         not null references courses on delete cascade,
    name       varchar(200) not null,
    starts_at  timestamptz  not null,
    ends_at    timestamptz,
    created_at timestamptz  not null,
    updated_at timestamptz  not null,
    version    int          not null default 1,
    check (ends_at > starts_at),
    constraint cohorts_name unique (course_id, name),
    constraint cohorts_course unique (id, course_id)
);

alter table enrollments
    add column cohort_id uuid,
    -- A cohort of the same course; one with members stays.
    add constraint enrollments_cohort foreign key (cohort_id, course_id) references cohorts (id, course_id);
create index enrollments_cohort on enrollments (cohort_id) where cohort_id is not null;

-- Only courses that are not simply open have a row.
create table enrollment_settings (
    course_id uuid        primary key references courses on delete cascade,
    mode      varchar(10) not null check (mode in ('open', 'code', 'invite'))
);

create table enrollment_codes (
    id         uuid        primary key,
    course_id  uuid        not null references courses on delete cascade,
    code       varchar(20) not null,
    cohort_id  uuid,
    max_uses   int         check (max_uses > 0),
    uses       int         not null default 0,
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null,
    constraint enrollment_codes_code unique (code),
    constraint enrollment_codes_uses check (max_uses is null or uses <= max_uses),
    constraint enrollment_codes_cohort foreign key (cohort_id, course_id) references cohorts (id, course_id) on delete set null (cohort_id)
);
create index enrollment_codes_course on enrollment_codes (course_id, id);

create table waiting_list (
    place     bigint      generated always as identity, -- the order of the queue
    course_id uuid        not null references courses on delete cascade,
    user_id   uuid        not null references users on delete cascade,
    cohort_id uuid,
    joined_at timestamptz not null,
    primary key (course_id, user_id),
    constraint waiting_list_cohort foreign key (cohort_id, course_id) references cohorts (id, course_id) on delete set null (cohort_id)
);
create index waiting_list_order on waiting_list (course_id, place);
create index waiting_list_user on waiting_list (user_id);

-- Progress belongs to the person, not to the enrolment: who leaves and comes back finds it. Lessons and modules are removed softly, so
-- that no key to them is needed; a deleted course takes its rows along.
create table lesson_progress (
    user_id       uuid         not null references users on delete cascade,
    course_id     uuid         not null references courses on delete cascade,
    lesson_id     uuid         not null,
    opened_at     timestamptz  not null,
    seen_at       timestamptz  not null,
    seconds_spent int          not null default 0 check (seconds_spent >= 0),
    position      int          check (position >= 0), -- where a video was left, in seconds
    score         numeric(5,2) check (score between 0 and 100),
    completed_at  timestamptz,
    primary key (user_id, course_id, lesson_id)
);
create index lesson_progress_course on lesson_progress (course_id, user_id);

create table module_progress (
    user_id        uuid        not null references users on delete cascade,
    course_id      uuid        not null references courses on delete cascade,
    module_id      uuid        not null,
    reported_score int         check (reported_score between 0 and 100), -- what the client said; counts for nothing
    seconds_spent  int         not null default 0 check (seconds_spent >= 0),
    completed_at   timestamptz not null,
    primary key (user_id, course_id, module_id)
);
create index module_progress_course on module_progress (course_id, user_id);

-- One row a learner and course: what rosters show without counting, and the only place where a course is completed.
create table course_progress (
    user_id          uuid         not null references users on delete cascade,
    course_id        uuid         not null references courses on delete cascade,
    percentage       smallint     not null default 0 check (percentage between 0 and 100),
    score            numeric(5,2) check (score between 0 and 100),
    lessons_done     int          not null default 0,
    seconds_spent    int          not null default 0 check (seconds_spent >= 0),
    counted_until    timestamptz, -- time before this moment was counted already
    last_lesson_id   uuid,
    last_activity_at timestamptz  not null,
    completed_at     timestamptz,
    primary key (user_id, course_id)
);
create index course_progress_course on course_progress (course_id, user_id);

create table labs (
    id                uuid          primary key,
    course_id         uuid          not null references courses on delete cascade,
    title             varchar(200)  not null,
    description       varchar(20000) not null,
    status            varchar(20)   not null check (status in ('draft', 'published')),
    steps             jsonb         not null,
    verification      varchar(20)   not null check (verification in ('none', 'instructor', 'webhook')),
    skills            text[]        not null default '{}',
    estimated_minutes int           check (estimated_minutes between 1 and 10000),
    webhook_secret    bytea,        -- encrypted; null until one was made
    created_at        timestamptz   not null,
    updated_at        timestamptz   not null,
    version           int           not null default 1
);
create index labs_course on labs (course_id, id);

create table lab_attempts (
    id           uuid         primary key,
    lab_id       uuid         not null references labs on delete cascade,
    user_id      uuid         not null references users on delete cascade,
    number       int          not null check (number > 0),
    status       varchar(20)  not null check (status in ('submitted', 'accepted', 'rejected')),
    evidence     jsonb        not null,
    score        numeric(5,2) check (score between 0 and 100),
    feedback     varchar(5000),
    submitted_at timestamptz  not null,
    decided_at   timestamptz,
    decided_by   uuid         references users on delete set null, -- null, too, for a webhook and for labs that nobody verifies
    constraint lab_attempts_number unique (lab_id, user_id, number),
    check ((status = 'submitted') = (decided_at is null))
);
create unique index lab_attempts_open on lab_attempts (lab_id, user_id) where status = 'submitted';
create unique index lab_attempts_accepted on lab_attempts (lab_id, user_id) where status = 'accepted';
create index lab_attempts_lab on lab_attempts (lab_id, id desc);
create index lab_attempts_user on lab_attempts (user_id, id desc);

-- What a webhook has delivered; the same delivery counts once. Rows outlive the window in which a delivery is taken.
create table lab_webhook_deliveries (
    lab_id      uuid         not null references labs on delete cascade,
    delivery_id varchar(100) not null,
    received_at timestamptz  not null,
    primary key (lab_id, delivery_id)
);
create index lab_webhook_deliveries_received_at on lab_webhook_deliveries (received_at);
