-- What of the study rooms must not be true twice: who is studying right now, the minutes a day that count, and the rooms' timers.
-- Rooms, ended sessions, todos, notes and materials are documents.

-- One running session a person. Its end is a row that goes, in the transaction of its event.
create table active_sessions (
    user_id           uuid        primary key references users on delete cascade,
    session_id        uuid        not null unique,
    room_id           uuid,
    started_at        timestamptz not null,
    last_ping_at      timestamptz not null check (last_ping_at >= started_at),
    inactive          timestamptz[] not null default '{}', -- start, end, start, end …
    pomodoros         int         not null default 0,
    last_pomodoro_at  timestamptz
);
create index active_sessions_forgotten on active_sessions (last_ping_at);
create index active_sessions_room on active_sessions (room_id) where room_id is not null;

-- Minutes that earned XP, by the UTC day on which their session began: nobody moves that by another time zone.
create table study_days (
    user_id uuid not null references users on delete cascade,
    day     date not null,
    minutes int  not null,
    primary key (user_id, day)
);

-- A room's shared pomodoro timer.
create table room_timers (
    room_id       uuid        primary key,
    started_by    uuid        references users on delete set null,
    phase         varchar(10) not null check (phase in ('focus', 'break')),
    state         varchar(10) not null check (state in ('running', 'paused', 'stopped')),
    focus_seconds int         not null check (focus_seconds > 0),
    break_seconds int         not null check (break_seconds > 0),
    ends_at       timestamptz check ((ends_at is not null) = (state = 'running')),
    seconds_left  int         check ((seconds_left is not null) = (state = 'paused')),
    completed     int         not null default 0,
    changed_at    timestamptz not null
);
create index room_timers_due on room_timers (ends_at) where state = 'running';
