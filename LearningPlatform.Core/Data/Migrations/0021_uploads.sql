-- Files that people upload. The bytes lie in the object storage; a row says whose they are and what they may be used for.

create table uploads (
    id              uuid         primary key,
    user_id         uuid         references users on delete cascade, -- null for a course's media whose author has left
    purpose         varchar(20)  not null check (purpose in ('avatar', 'media', 'material', 'submission')),
    file_name       varchar(255) not null,
    content_type    varchar(100) not null,
    size            bigint       not null check (size > 0),
    sha256          varchar(64),           -- as declared, until it is ready; then as found
    state           varchar(10)  not null check (state in ('pending', 'ready')),
    used_by         uuid,                  -- the material, submission, … that has claimed it
    bucket          varchar(63)  not null, -- where it goes when it is ready
    object_key      varchar(100) not null,
    link_expires_at timestamptz,           -- until then the signed URL can write to temp-uploads
    created_at      timestamptz  not null,
    expires_at      timestamptz,           -- gone if it is still pending, or unclaimed, then
    completed_at    timestamptz,
    check (state <> 'ready' or (sha256 is not null and completed_at is not null))
);
create index uploads_user on uploads (user_id, id);
create index uploads_expired on uploads (expires_at) where expires_at is not null;

-- Objects without a row. Whatever removes a row, the bytes follow: at once, or by the job that works this table off.
create table removed_objects (
    bucket     varchar(63)  not null,
    object_key varchar(100) not null,
    due_at     timestamptz  not null,
    primary key (bucket, object_key)
);
create index removed_objects_due on removed_objects (due_at);

create function uploads_remove_bytes() returns trigger language plpgsql as $$
begin
    -- A signed URL that is still good could fill its place again: that one is emptied after it.
    insert into removed_objects (bucket, object_key, due_at)
    values (old.bucket, old.object_key, now()),
           ('temp-uploads', old.object_key, greatest(now(), old.link_expires_at))
    on conflict (bucket, object_key) do update set due_at = greatest(removed_objects.due_at, excluded.due_at);
    return null;
end
$$;

create trigger uploads_remove_bytes after delete on uploads for each row execute function uploads_remove_bytes();
