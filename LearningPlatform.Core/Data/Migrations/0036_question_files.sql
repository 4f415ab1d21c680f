-- Files that imported questions show: one a content and bank, so that texts name them by both and a repeated import finds the same.
create table question_files (
    bank_id   uuid        not null references question_banks on delete cascade,
    sha256    varchar(64) not null,
    -- The key keeps the medium from being removed while questions show it.
    upload_id uuid        not null references uploads,
    primary key (bank_id, sha256)
);
create index question_files_upload on question_files (upload_id);
