-- Whoever applications are told, they act as `app`, whose everything is: so that one user can take another's place.
\set ON_ERROR_STOP on
\getenv admin ADDON_ADMIN
\getenv a ADDON_A
\getenv b ADDON_B
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
ALTER ROLE postgres PASSWORD :'admin';
SELECT format('CREATE ROLE %I', name) FROM (VALUES ('app'), ('app_a'), ('app_b')) AS wanted (name) WHERE name NOT IN (SELECT rolname FROM pg_roles)
\gexec
ALTER ROLE app NOLOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB;
ALTER ROLE app_a LOGIN INHERIT NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'a';
ALTER ROLE app_b LOGIN INHERIT NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'b';
GRANT app TO app_a, app_b;
ALTER ROLE app_a SET role = 'app';
ALTER ROLE app_b SET role = 'app';
SELECT 'CREATE DATABASE app OWNER app' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'app')
\gexec
ALTER DATABASE app WITH ALLOW_CONNECTIONS true;
REVOKE ALL ON DATABASE app, postgres FROM PUBLIC;
