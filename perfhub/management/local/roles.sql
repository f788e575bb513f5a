-- The two roles and the database of perfhub, for a superuser's psql:
--     psql -v ON_ERROR_STOP=1 -v database=perfhub -f roles.sql
-- Everything here may be run again. Passwords are set apart: \password perfhub_owner, \password perfhub_app.

-- Owns the tables, migrates, and runs the operator's commands; never the web server, never a worker.
SELECT 'CREATE ROLE perfhub_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'perfhub_owner') \gexec
ALTER ROLE perfhub_owner LOGIN NOSUPERUSER NOCREATEROLE BYPASSRLS CREATEDB;

-- What web and workers are: row-level security holds for it, and it owns nothing.
SELECT 'CREATE ROLE perfhub_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'perfhub_app') \gexec
ALTER ROLE perfhub_app LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS;

-- The owner may become the application (tests do), but does not have its rights by itself.
GRANT perfhub_app TO perfhub_owner WITH INHERIT FALSE, SET TRUE;

SELECT format('CREATE DATABASE %I OWNER perfhub_owner ENCODING ''UTF8'' LOCALE_PROVIDER builtin BUILTIN_LOCALE ''C.UTF-8'' '
              'TEMPLATE template0', :'database')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

-- Whoever forgets to say which organization it is about gets an error that says so, in every database of both roles.
ALTER DATABASE :"database" SET perfhub.organization = 'none: wrap this in organization_context()';
ALTER ROLE perfhub_owner SET perfhub.organization = 'none: wrap this in organization_context()';
ALTER ROLE perfhub_app SET perfhub.organization = 'none: wrap this in organization_context()';
