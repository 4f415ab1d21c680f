-- Whatever removes a bank (or its course with it), the files of its questions go by the job that removes expired uploads. What something
-- else shows stays: its key refuses that job.
create function question_files_release() returns trigger language plpgsql as $$
begin
    update uploads set expires_at = now() where id in (select upload_id from gone);
    return null;
end
$$;

create trigger question_files_release after delete on question_files
    referencing old table as gone for each statement execute function question_files_release();
