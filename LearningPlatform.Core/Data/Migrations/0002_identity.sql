-- People. Document 1 (users, user_profiles), document 4 (username, role), document 5 (provider).

create table users (
    id                uuid         primary key,
    email             varchar(255) not null,
    username          varchar(50),
    password_hash     varchar(255),
    first_name        varchar(100) not null,
    last_name         varchar(100) not null,
    display_name      varchar(201) not null,
    avatar_url        varchar(500),
    role              varchar(20)  not null default 'student' check (role in ('student', 'instructor', 'admin')),
    email_verified_at timestamptz,
    created_at        timestamptz  not null,
    updated_at        timestamptz  not null,
    version           int          not null default 1,
    check (email = lower(email)),
    check (username = lower(username))
);
create unique index users_email on users (email);
create unique index users_username on users (username);
create index users_role on users (role, id);

create table user_profiles (
    user_id          uuid primary key references users on delete cascade,
    experience_level varchar(50),
    career_goal      varchar(100),
    focus_areas      text[] not null default '{}',
    time_commitment  varchar(50),
    linkedin_url     varchar(500),
    github_url       varchar(500),
    time_zone        varchar(64) not null default 'UTC'
);
