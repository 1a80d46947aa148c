import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm'
import type { RdsDatabase } from '../../config/schema/deployment'
import { alarmTopicArn } from '../core/arns'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { resourceName } from '../core/names'

/** The instances to watch. */
export interface DatabaseAlarmsProps extends DeploymentProps {
  readonly database: RdsDatabase
  /** Identifier of the primary. */
  readonly primary: string
  /** Identifiers of the read replicas by name. */
  readonly replicas: Readonly<Record<string, string>>
}

interface Alarm {
  readonly metric: string
  readonly description: string
  readonly comparison: 'GreaterThanThreshold' | 'LessThanThreshold'
  readonly threshold: number
}

const bytesPerMiB = 1024 ** 2
const bytesPerGiB = 1024 ** 3

const instanceAlarms = ({ alarms, storage }: RdsDatabase): Readonly<Record<string, Alarm>> => ({
  cpu: {
    metric: 'CPUUtilization',
    description: `CPU above ${alarms.cpuPercent} %`,
    comparison: 'GreaterThanThreshold',
    threshold: alarms.cpuPercent,
  },
  memory: {
    metric: 'FreeableMemory',
    description: `less than ${alarms.freeMemoryMiB} MiB of memory free`,
    comparison: 'LessThanThreshold',
    threshold: alarms.freeMemoryMiB * bytesPerMiB,
  },
  storage: {
    metric: 'FreeStorageSpace',
    description: `less than ${alarms.freeStoragePercent} % of the storage free`,
    comparison: 'LessThanThreshold',
    threshold: (storage.allocatedGiB * bytesPerGiB * alarms.freeStoragePercent) / 100,
  },
})

/** Alarms of the primary and its replicas; all go to the alarm topic of the deployment (R34, R37, R43, R101). */
export class DatabaseAlarms extends DeploymentConstruct {
  constructor(scope: Construct, id: string, props: DatabaseAlarmsProps) {
    super(scope, id, props)
    const { alarms, connections } = props.database
    const perInstance = instanceAlarms(props.database)
    this.addAlarms('primary', props.primary, {
      ...perInstance,
      connections: {
        metric: 'DatabaseConnections',
        description: `more than ${alarms.connectionPercent} % of the budget of ${connections.budget} connections in use`,
        comparison: 'GreaterThanThreshold',
        threshold: Math.floor((connections.budget * alarms.connectionPercent) / 100),
      },
    })
    for (const [name, identifier] of Object.entries(props.replicas)) {
      this.addAlarms(name, identifier, {
        ...perInstance,
        lag: {
          metric: 'ReplicaLag',
          description: `replica more than ${alarms.replicaLagSeconds} s behind`,
          comparison: 'GreaterThanThreshold',
          threshold: alarms.replicaLagSeconds,
        },
      })
    }
  }

  private addAlarms(instance: string, identifier: string, alarms: Readonly<Record<string, Alarm>>) {
    const topic = alarmTopicArn(this.deployment)
    for (const [name, alarm] of Object.entries(alarms)) {
      new CloudwatchMetricAlarm(this, `${instance}-${name}`, {
        alarmName: resourceName(this.deployment, 'alarm', 'database', instance, name),
        alarmDescription: `${identifier}: ${alarm.description}`,
        namespace: 'AWS/RDS',
        metricName: alarm.metric,
        dimensions: { DBInstanceIdentifier: identifier },
        statistic: 'Average',
        period: 60,
        evaluationPeriods: this.deployment.alerts.thresholds.holdMinutes,
        comparisonOperator: alarm.comparison,
        threshold: alarm.threshold,
        // An instance that reports nothing is down, and that is an alarm too.
        treatMissingData: 'breaching',
        alarmActions: [topic],
        okActions: [topic],
      })
    }
  }
}
