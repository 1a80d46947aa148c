import type { RdsDatabase } from '../../config/schema/deployment'

/** Users of the database: one owns the schema and migrates it, one only works with the rows (R136). */
export const databaseRoles = ['migrator', 'application'] as const

/** Name of the master user. It is used for creating the roles and in emergencies, never by a service. */
export const masterUsername = 'blueprint_master'

/**
 * SQL that makes the roles, to be run as master before the first migration and safe to run again. It takes the passwords as
 * psql variables `migrator_password` and `application_password`, so that none is ever part of a text.
 * The application role reads and writes rows; only the migrator can change a table.
 */
export const roleStatements = (database: Pick<RdsDatabase, 'name'>) => `\
SELECT 'CREATE ROLE migrator LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'migrator') \\gexec
SELECT 'CREATE ROLE application LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'application') \\gexec
ALTER ROLE migrator PASSWORD :'migrator_password';
ALTER ROLE application PASSWORD :'application_password';
GRANT migrator TO CURRENT_USER;
REVOKE ALL ON DATABASE ${database.name} FROM PUBLIC;
GRANT CONNECT, CREATE, TEMPORARY ON DATABASE ${database.name} TO migrator;
GRANT CONNECT, TEMPORARY ON DATABASE ${database.name} TO application;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO migrator;
GRANT USAGE ON SCHEMA public TO application;
ALTER DEFAULT PRIVILEGES FOR ROLE migrator IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO application;
ALTER DEFAULT PRIVILEGES FOR ROLE migrator IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO application;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
`
