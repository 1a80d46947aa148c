import { z } from 'zod'
import { accountSchema, budgetSchema, deletionProtectionSchema, deliverySchema, targetSchema, waiverSchema } from './account'
import { alertsSchema } from './alerts'
import { clusterSchema } from './cluster'
import { count, identifier, variableName } from './common'
import { databaseSchema } from './database'
import { edgeSchema } from './edge'
import { networkSchema } from './network'
import { observabilitySchema, retentionSchema, sloSchema } from './observability'
import { dataLifecycleSchema, recoverySchema } from './recovery'
import { redisSchema } from './redis'
import { secretSchema } from './secrets'
import { externalServiceSchema, migrationSchema, scheduleSchema, serviceSchema } from './services'
import { storageSchema } from './storage'

/** Everything that one system in one environment is made of. */
export const deploymentSchema = z.strictObject({
  system: identifier.describe('name of the system'),
  environment: identifier.describe('name of the environment'),
  team: z.string().min(2).describe('owning team, becomes the Owner tag'),
  costCenter: z.string().min(2).describe('becomes the CostCenter tag'),
  criticality: z
    .enum(['production', 'staging', 'development'])
    .describe('which rules hold: production asks for every protection, development for the fewest (R143)'),
  compliance: z.array(z.enum(['gdpr', 'soc2', 'hipaa', 'pci-dss'])).describe('what the system has to satisfy (R93 to R95)'),
  target: targetSchema,
  account: accountSchema,
  delivery: deliverySchema,
  budget: budgetSchema,
  deletionProtection: deletionProtectionSchema,
  waivers: z.array(waiverSchema).describe('policy findings that are accepted'),
  capacity: z
    .strictObject({ concurrentUsers: count, requestsPerSecond: count, webSocketConnections: z.int().min(0) })
    .describe('what the deployment is sized for (R18, R22)'),
  network: networkSchema,
  edge: edgeSchema,
  cluster: clusterSchema,
  database: databaseSchema,
  redis: redisSchema,
  storage: storageSchema,
  secrets: z.record(identifier, secretSchema),
  variables: z.record(variableName, z.string()).describe('plain variables that every service of the deployment gets'),
  featureToggles: z.record(identifier, z.boolean()).describe('R78'),
  services: z.record(identifier, serviceSchema),
  schedules: z.record(identifier, scheduleSchema),
  migration: migrationSchema,
  externalServices: z.record(identifier, externalServiceSchema),
  dataLifecycle: z.record(identifier, dataLifecycleSchema),
  retention: retentionSchema,
  observability: observabilitySchema,
  slo: sloSchema,
  alerts: alertsSchema,
  recovery: recoverySchema,
})

/** A deployment as it is written in the configuration, before defaults. */
export type DeploymentInput = z.input<typeof deploymentSchema>

type Frozen<Value> = Value extends (...args: never[]) => unknown
  ? Value
  : Value extends object
    ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
    : Value

/** A validated deployment. Deeply frozen. */
export type Deployment = Frozen<z.output<typeof deploymentSchema>>

/** A deployment whose database runs on RDS. */
export type RdsDatabase = Extract<Deployment['database'], { provider: 'rds' }>

/** A long-running part of a system. */
export type Service = Deployment['services'][string]
