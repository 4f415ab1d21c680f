-- A capacity that is set, or set again, starts from the enrolments there are. The row lock of the update and the share lock of an
-- enrolment exclude each other, so none is missed in between.

create function courses_count_seats() returns trigger language plpgsql as $$
begin
    new.seats_taken := case
        when new.capacity is null then 0
        else (select count(*) from enrollments where course_id = new.id)
    end;
    return new;
end
$$;

create trigger courses_count_seats before update of capacity on courses
    for each row when (new.capacity is distinct from old.capacity)
    execute function courses_count_seats();
