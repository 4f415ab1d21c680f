-- Courses and who takes them. Document 4 (courses, enrollments), document 5 (modules, lessons).

create table courses (
    id            uuid         primary key,
    title         varchar(200) not null,
    description   varchar(20000) not null,
    difficulty    varchar(20)  not null check (difficulty in ('beginner', 'intermediate', 'advanced')),
    status        varchar(20)  not null check (status in ('draft', 'published', 'archived')),
    tags          text[]       not null default '{}',
    skills        text[]       not null default '{}',
    image_key     varchar(200),
    instructor_id uuid         not null references users,
    capacity      int          check (capacity between 1 and 1000000),
    -- Counted only while a capacity is set: a counter that every enrolment writes would make them wait for each other.
    seats_taken   int          not null default 0 check (seats_taken >= 0),
    popularity    int          not null default 0,
    published_at  timestamptz,
    created_at    timestamptz  not null,
    updated_at    timestamptz  not null,
    version       int          not null default 1,
    search        tsvector     not null generated always as (
        setweight(to_tsvector('english', title), 'A')
        || setweight(array_to_tsvector(tags), 'B')
        || setweight(to_tsvector('english', description), 'C')) stored,
    constraint courses_capacity check (capacity is null or seats_taken <= capacity)
);
create index courses_newest on courses (created_at desc, id desc) where status = 'published';
create index courses_title on courses (lower(title), id) where status = 'published';
create index courses_popular on courses (popularity desc, id desc) where status = 'published';
create index courses_tags on courses using gin (tags) where status = 'published';
create index courses_search on courses using gin (search) where status = 'published';
create index courses_instructor on courses (instructor_id, id);

create table course_modules (
    id          uuid         primary key,
    course_id   uuid         not null references courses on delete cascade,
    title       varchar(200) not null,
    description varchar(5000) not null default '',
    position    int          not null,
    constraint course_modules_order unique (course_id, position) deferrable initially deferred
);

create table lessons (
    id               uuid         primary key,
    module_id        uuid         not null references course_modules on delete cascade,
    title            varchar(200) not null,
    kind             varchar(20)  not null default 'text' check (kind in ('text', 'video', 'file', 'lab', 'assessment')),
    content          varchar(200000) not null default '',
    media_url        varchar(500),
    duration_minutes int          check (duration_minutes between 0 and 10000),
    position         int          not null,
    constraint lessons_order unique (module_id, position) deferrable initially deferred
);

create table enrollments (
    id            uuid         primary key,
    course_id     uuid         not null references courses on delete cascade,
    -- One of the two is set, both once a guest's address belongs to an account.
    user_id       uuid         references users on delete cascade,
    student_email varchar(255) check (student_email = lower(student_email)),
    enrolled_at   timestamptz  not null,
    created_at    timestamptz  not null,
    updated_at    timestamptz  not null,
    check (user_id is not null or student_email is not null)
);
create unique index enrollments_student on enrollments (student_email, course_id);
create unique index enrollments_user on enrollments (user_id, course_id);
create index enrollments_course on enrollments (course_id, id);
