import type { RdsDatabase } from '../../config/schema/deployment'

/** A parameter of PostgreSQL on RDS. */
export interface Parameter {
  readonly name: string
  readonly value: string
  /** `pending-reboot` for parameters that PostgreSQL reads only when it starts. */
  readonly applyMethod: 'immediate' | 'pending-reboot'
}

/**
 * Connections that RDS itself and the superuser keep besides the budget of the clients.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
 */
const platformConnections = 15

/** Family of parameter groups that belongs to an engine version, e.g. `postgres15`. */
export const parameterFamily = ({ engineVersion }: RdsDatabase) => `postgres${engineVersion.split('.')[0]}`

/** Parameters that follow from the configuration (R37 to R39, R42). */
export const databaseParameters = (database: RdsDatabase): readonly Parameter[] => {
  const immediate = (name: string, value: number | string): Parameter => ({ name, value: String(value), applyMethod: 'immediate' })
  const atStart = (name: string, value: number | string): Parameter => ({ name, value: String(value), applyMethod: 'pending-reboot' })
  return [
    immediate('rds.force_ssl', 1),
    atStart('max_connections', database.connections.budget + platformConnections),
    immediate('statement_timeout', database.timeouts.statementMilliseconds),
    immediate('lock_timeout', database.timeouts.lockMilliseconds),
    immediate('idle_in_transaction_session_timeout', database.timeouts.idleInTransactionMilliseconds),
    immediate('tcp_keepalives_idle', database.timeouts.keepaliveIdleSeconds),
    immediate('log_min_duration_statement', database.slowQueryMilliseconds),
    immediate('log_connections', 1),
    immediate('log_disconnections', 1),
    immediate('log_lock_waits', 1),
    immediate('log_temp_files', 10240),
    atStart('shared_preload_libraries', 'pg_stat_statements'),
    atStart('pg_stat_statements.track', 'ALL'),
  ]
}
