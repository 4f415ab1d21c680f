-- Certificates (documents 1 and 5): what somebody has earned, in words that stay as they are whatever becomes of the course.

-- Several courses that make one certificate together.
create table certifications (
    id          uuid          primary key,
    owner_id    uuid          references users on delete set null,
    title       varchar(200)  not null,
    description varchar(5000) not null,
    required    int           check (required between 1 and 50), -- how many of the courses; null for all
    created_at  timestamptz   not null,
    updated_at  timestamptz   not null,
    version     int           not null default 1
);

create table certification_courses (
    certification_id uuid not null references certifications on delete cascade,
    course_id        uuid not null references courses on delete cascade,
    position         int  not null,
    primary key (certification_id, course_id)
);
create index certification_courses_course on certification_courses (course_id);

create sequence certificate_numbers;

create table certificates (
    id                uuid         primary key,
    number            varchar(30)  not null unique,
    code              varchar(40)  not null unique,
    -- Both are null once their owner is erased: whoever has the code can still see that the certificate is genuine.
    user_id           uuid         references users on delete set null,
    holder            varchar(201),
    -- No foreign keys: a certificate outlives what it was earned by.
    course_id         uuid,
    certification_id  uuid,
    title             varchar(200)  not null,
    description       varchar(5000) not null,
    issued_at         timestamptz   not null,
    revoked_at        timestamptz,
    revocation_reason varchar(500),
    constraint certificates_of_one_thing check (num_nonnulls(course_id, certification_id) = 1),
    constraint certificates_revocation check (num_nonnulls(revoked_at, revocation_reason) in (0, 2))
);
-- Issued once, however often the event comes.
create unique index certificates_once_a_course on certificates (user_id, course_id) where course_id is not null;
create unique index certificates_once_a_certification on certificates (user_id, certification_id) where certification_id is not null;
create index certificates_user on certificates (user_id, id);
create index certificates_course on certificates (course_id, id);
create index certificates_certification on certificates (certification_id, id);
create index certificates_revoked on certificates (revoked_at) where revoked_at is not null;

-- Open Badges are signed with keys of their own: access tokens' keys are forgotten after a month, a badge is verified for years.
create table credential_keys (
    id          varchar(60) primary key,
    public_key  bytea       not null,
    private_key bytea,      -- encrypted; null once another key signs
    created_at  timestamptz not null
);
