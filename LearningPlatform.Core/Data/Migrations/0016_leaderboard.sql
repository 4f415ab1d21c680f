-- Documents 1 and 3: who has earned the most XP, in all and in a day, a week, a month.

create table leaderboard_scores (
    board     uuid        not null, -- a course, or all zeros for everything that anybody earns
    period    varchar(10) not null check (period in ('day', 'week', 'month', 'all')),
    starts_on date        not null, -- the period's first day, UTC; 1970-01-01 for all time
    user_id   uuid        not null references users on delete cascade,
    score     bigint      not null check (score > 0),
    primary key (board, period, starts_on, user_id)
);
create index leaderboard_scores_ranks on leaderboard_scores (board, period, starts_on, score desc, user_id desc);
create index leaderboard_scores_user on leaderboard_scores (user_id);

-- What was earned before.
insert into leaderboard_scores (board, period, starts_on, user_id, score)
select '00000000-0000-0000-0000-000000000000'::uuid, 'all', '1970-01-01'::date, user_id, sum(amount) from xp_ledger group by user_id
union all
select '00000000-0000-0000-0000-000000000000'::uuid, period, date_trunc(period, now() at time zone 'UTC')::date, user_id, sum(amount)
from xp_ledger, unnest(array['day', 'week', 'month']) as period
where awarded_at at time zone 'UTC' >= date_trunc(period, now() at time zone 'UTC')
group by period, user_id;

-- Saved without a token by an earlier version: their links would not have unsubscribed anybody.
update notification_settings set unsubscribe_token = default where length(unsubscribe_token) < 32;
