-- Imports that name no bank go into the first one of the course, or of the instructor's own; where there is none, they make this one. Of
-- several at the same moment one does.
alter table question_banks add column for_imports boolean not null default false;
create unique index question_banks_for_imports on question_banks (coalesce(course_id, owner_id)) where for_imports;
