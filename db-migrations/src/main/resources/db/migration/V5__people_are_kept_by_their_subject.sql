CREATE TABLE person (
    subject    varchar(255) PRIMARY KEY,
    email      varchar(254) NOT NULL UNIQUE CHECK (email = lower(email)),
    created_at timestamptz  NOT NULL
);

-- Until now a member was an address. Keycloak knows whose it is; its tables lie in a schema beside ours.
DO $$
BEGIN
    IF to_regclass('keycloak.user_entity') IS NOT NULL THEN
        INSERT INTO person (subject, email, created_at)
        SELECT u.id, lower(u.email), now() FROM keycloak.user_entity u JOIN keycloak.realm r ON r.id = u.realm_id
        WHERE r.name = 'marina' AND u.email IS NOT NULL;
    END IF;
END $$;

ALTER TABLE membership ADD COLUMN subject varchar(255) REFERENCES person (subject);
UPDATE membership SET subject = person.subject FROM person WHERE person.email = membership.email;
-- An address that Keycloak does not know is nobody's.
DELETE FROM membership WHERE subject IS NULL;
ALTER TABLE membership DROP CONSTRAINT membership_pkey;
ALTER TABLE membership DROP COLUMN email;
ALTER TABLE membership ADD PRIMARY KEY (tenant_id, subject);
CREATE INDEX membership_subject ON membership (subject);

-- Each has to be carried to the management cluster with its members' subjects.
UPDATE tenant SET members_version = members_version + 1;
