-- Assessments and the attempts at them. Documents 1 (quizzes) and 5 (Assessment Service).

create table assessments (
    id                 uuid           primary key,
    course_id          uuid           not null references courses on delete cascade,
    title              varchar(200)   not null,
    instructions       varchar(20000) not null default '',
    status             varchar(20)    not null check (status in ('draft', 'published')),
    pass_mark          numeric(5, 2)  not null check (pass_mark between 0 and 100),
    attempts_limit     int            check (attempts_limit between 1 and 1000),
    time_limit_seconds int            check (time_limit_seconds between 1 and 2592000),
    grace_seconds      int            not null check (grace_seconds between 0 and 300),
    opens_at           timestamptz,
    closes_at          timestamptz,
    shuffle_questions  boolean        not null,
    shuffle_answers    boolean        not null,
    show_score         varchar(20)    not null check (show_score in ('never', 'after_submit', 'after_close')),
    show_feedback      varchar(20)    not null check (show_feedback in ('never', 'after_submit', 'after_close')),
    show_answers       varchar(20)    not null check (show_answers in ('never', 'after_submit', 'after_close')),
    scoring            varchar(20)    not null check (scoring in ('best', 'latest', 'average')),
    created_at         timestamptz    not null,
    updated_at         timestamptz    not null,
    version            int            not null default 1,
    check (opens_at < closes_at)
);
create index assessments_course on assessments (course_id, id);

-- A question, or so many drawn from a bank. The keys into banks are checked at the commit: a course takes both sides along.
create table assessment_items (
    id            uuid          primary key,
    assessment_id uuid          not null references assessments on delete cascade,
    position      int           not null,
    question_id   uuid          references questions deferrable initially deferred,
    bank_id       uuid          references question_banks deferrable initially deferred,
    category      varchar(1000),
    tags          text[]        not null default '{}',
    draw          int           check (draw between 1 and 200),
    points        numeric(8, 2) check (points > 0),
    check (case when question_id is null then bank_id is not null and draw is not null else bank_id is null and draw is null end),
    unique (assessment_id, question_id),
    unique (assessment_id, position)
);
create index assessment_items_question on assessment_items (question_id);
create index assessment_items_bank on assessment_items (bank_id);

create table attempts (
    id             uuid          primary key,
    assessment_id  uuid          not null references assessments on delete cascade,
    user_id        uuid          not null references users on delete cascade,
    number         int           not null check (number > 0),
    -- The assessment's, when the attempt was made: with the number's key it keeps two at once from being one too many.
    attempts_limit int           check (number <= attempts_limit),
    -- bytea, so that no export of personal data shows it: it tells the author's order of the options, the right one often first.
    seed           bytea         not null check (length(seed) = 8),
    started_at     timestamptz   not null,
    ends_at        timestamptz,
    due_at         timestamptz   check (due_at >= ends_at),
    sequence       bigint        not null default 0,
    saved_at       timestamptz,
    submitted_at   timestamptz,
    submitted_by   varchar(10)   check (submitted_by in ('learner', 'timeout')),
    max_points     numeric(10, 2) not null check (max_points > 0),
    -- Null while something waits for a person's grade.
    points         numeric(14, 6) check (points between 0 and max_points),
    score          numeric(5, 2) check (score between 0 and 100),
    scored_at      timestamptz,
    check ((submitted_at is null) = (submitted_by is null)),
    check ((score is null) = (points is null) and (score is null) = (scored_at is null)),
    check (score is null or submitted_at is not null),
    constraint attempts_number unique (assessment_id, user_id, number)
);
create unique index attempts_running on attempts (assessment_id, user_id) where submitted_at is null;
create index attempts_due on attempts (due_at) where submitted_at is null;
create index attempts_list on attempts (assessment_id, id);
create index attempts_user on attempts (user_id);

-- The questions drawn, as they were then, and what was answered.
create table attempt_questions (
    attempt_id     uuid          not null references attempts on delete cascade,
    question_id    uuid          not null,
    version        int           not null,
    -- Whose answers it was scored by: a later one after a regrade.
    graded_version int           not null,
    position       int           not null,
    points         numeric(8, 2) not null check (points > 0),
    answer         jsonb,
    fraction       numeric(5, 4) check (fraction between 0 and 1),
    -- A person's: points for each criterion, and a comment.
    grade          jsonb,
    primary key (attempt_id, question_id),
    foreign key (question_id, version) references question_versions deferrable initially deferred
);
create index attempt_questions_question on attempt_questions (question_id, version);

-- Every score that a person gave or changed: who, when, why.
create table score_changes (
    id          uuid          primary key,
    attempt_id  uuid          not null references attempts on delete cascade,
    question_id uuid,
    kind        varchar(10)   not null check (kind in ('grade', 'regrade')),
    old_score   numeric(5, 2),
    new_score   numeric(5, 2),
    reason      varchar(1000) not null,
    changed_by  uuid          references users on delete set null,
    changed_at  timestamptz   not null
);
create index score_changes_attempt on score_changes (attempt_id, id);
