-- Working on a course without disturbing its learners. course_modules and lessons hold what is published; see docs/adr/0020.

create table course_drafts (
    course_id         uuid        primary key references courses on delete cascade,
    outline           jsonb       not null,
    version           int         not null,           -- counts the edits; the ETag of the working copy
    published_version int         not null default 0, -- the version that was published last
    updated_by        uuid        references users on delete set null,
    updated_at        timestamptz not null
);

-- What learners saw, and when. Rows are written once.
create table course_versions (
    course_id    uuid        not null references courses on delete cascade,
    number       int         not null,
    outline      jsonb       not null,
    published_by uuid        references users on delete set null,
    published_at timestamptz not null,
    primary key (course_id, number)
);

-- Which media a course shows, or showed in a version that can come back: the foreign key keeps their files.
create table course_media (
    course_id uuid not null references courses on delete cascade,
    media_id  uuid not null references uploads,
    primary key (course_id, media_id)
);
create index course_media_media on course_media (media_id);

create table course_announcements (
    id         uuid           primary key,
    course_id  uuid           not null references courses on delete cascade,
    author_id  uuid           references users on delete set null,
    title      varchar(200)   not null,
    body       varchar(20000) not null, -- Markdown
    created_at timestamptz    not null,
    updated_at timestamptz    not null,
    version    int            not null default 1
);
create index course_announcements_course on course_announcements (course_id, id);
create index course_announcements_author on course_announcements (author_id) where author_id is not null;
