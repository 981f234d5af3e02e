-- Backups had objects only. Whoever was given what was usual gets what is usual now.
ALTER TABLE plan ALTER COLUMN backup_bytes SET DEFAULT 10737418240;
ALTER TABLE quota ALTER COLUMN backup_bytes SET DEFAULT 10737418240;
UPDATE plan SET backup_bytes = 10737418240 WHERE backup_bytes = 1073741824;
UPDATE quota SET backup_bytes = 10737418240 WHERE backup_bytes = 1073741824;

-- The management cluster has to know.
UPDATE tenant SET members_version = members_version + 1;
