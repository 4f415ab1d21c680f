-- Authoring: what an outline knows beyond titles and order, and who else may teach a course (document 5, issue "From an outline to a certificate").

alter table courses
    add column completion_rule varchar(20) not null default 'all' check (completion_rule in ('all', 'required', 'score')),
    add column minimum_score   int         check (minimum_score between 1 and 100),
    add column prerequisites   uuid[]      not null default '{}', -- courses; ids that are gone count for nothing
    add constraint courses_minimum_score check (completion_rule <> 'score' or minimum_score is not null);

-- Removal keeps the row, so that progress on it survives; only its place is given up: rows that are not removed have the null that
-- counts as equal, removed ones the moment of their removal.
alter table course_modules
    add column release_at    timestamptz,                       -- closed to learners until then
    add column prerequisites uuid[]      not null default '{}', -- modules of the same course
    add column removed_at    timestamptz,
    drop constraint course_modules_order,
    add constraint course_modules_order unique nulls not distinct (course_id, position, removed_at) deferrable initially deferred;

alter table lessons
    add column required    boolean     not null default true,
    add column activity_id uuid, -- the lab or the assessment of a lesson of these kinds
    add column media_id    uuid, -- an upload with the purpose media
    add column removed_at  timestamptz,
    drop constraint lessons_order,
    add constraint lessons_order unique nulls not distinct (module_id, position, removed_at) deferrable initially deferred;
create index lessons_activity on lessons (activity_id) where activity_id is not null;
create index lessons_media on lessons (media_id) where media_id is not null;

-- Those who teach a course beside its owner.
create table course_instructors (
    course_id uuid        not null references courses on delete cascade,
    user_id   uuid        not null references users on delete cascade,
    added_at  timestamptz not null,
    primary key (course_id, user_id)
);
create index course_instructors_user on course_instructors (user_id);
