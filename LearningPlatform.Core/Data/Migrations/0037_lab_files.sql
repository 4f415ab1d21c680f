-- Labs that are gone, however they went: the files that were handed in for them follow (Workers).

create table removed_labs (
    lab_id     uuid        primary key,
    removed_at timestamptz not null
);
create index removed_labs_removed_at on removed_labs (removed_at);

create function labs_note_removal() returns trigger language plpgsql as $$
begin
    insert into removed_labs (lab_id, removed_at) values (old.id, now()) on conflict do nothing;
    return null;
end
$$;

create trigger labs_note_removal after delete on labs for each row execute function labs_note_removal();

create index uploads_used_by on uploads (used_by) where used_by is not null;
