import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group'
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule'
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { resourceName } from '../core/names'
import { waive } from '../core/waiver'

/** Where the groups are made. */
export interface SecurityGroupsProps extends DeploymentProps {
  readonly vpcId: string
  /** Prefix list of the S3 gateway endpoint. */
  readonly s3PrefixListId: string
}

const descriptions = {
  'load-balancer': 'Load balancer: HTTPS from the configured ranges, service ports to the application',
  application: 'Application instances: service ports from the load balancer, each other, and outwards',
  database: 'PostgreSQL: its port from application and rotation, nothing outwards',
  'secret-rotation': 'Rotation of database passwords: database, Secrets Manager endpoint',
  endpoints: 'Interface endpoints: HTTPS from inside the VPC',
} as const

/** Role of a security group. */
export type SecurityGroupRole = keyof typeof descriptions

/**
 * One security group per role. Rules name groups, not ranges, wherever both ends lie in the VPC (R87), and every port comes
 * from the configuration.
 */
export class SecurityGroups extends DeploymentConstruct {
  readonly groups: Readonly<Record<SecurityGroupRole, SecurityGroup>>

  constructor(scope: Construct, id: string, props: SecurityGroupsProps) {
    super(scope, id, props)
    const group = (role: SecurityGroupRole) =>
      new SecurityGroup(this, role, {
        name: resourceName(this.deployment, 'security-group', role),
        description: descriptions[role],
        vpcId: props.vpcId,
        tags: { Name: resourceName(this.deployment, 'security-group', role) },
        lifecycle: { createBeforeDestroy: true },
      })
    this.groups = {
      'load-balancer': group('load-balancer'),
      application: group('application'),
      database: group('database'),
      'secret-rotation': group('secret-rotation'),
      endpoints: group('endpoints'),
    }
    this.addPublicIngress()
    this.addServicePorts()
    this.addDatabasePorts()
    this.addEndpointPorts(props.s3PrefixListId)
    this.addOutboundPorts()
  }

  private addPublicIngress() {
    const { exposure, allowedCidrs } = this.deployment.edge
    const ranges = exposure === 'internet' ? ['0.0.0.0/0'] : allowedCidrs
    for (const range of ranges) {
      for (const port of [443, 80]) {
        const rule = new VpcSecurityGroupIngressRule(this, `load-balancer-from-${range.replace(/[./]/g, '-')}-${port}`, {
          securityGroupId: this.groups['load-balancer'].id,
          description: port === 443 ? 'HTTPS' : 'HTTP, redirected to HTTPS',
          ipProtocol: 'tcp',
          fromPort: port,
          toPort: port,
          cidrIpv4: range,
        })
        if (exposure === 'internet') {
          waive(rule, 'NETWORK-OPEN-INGRESS', 'The system is exposed to the internet; the load balancer is its only door and AWS WAF stands before it')
        }
      }
    }
  }

  private addServicePorts() {
    const services = Object.values(this.deployment.services)
    const ports = new Set(services.flatMap((service) => (service.kind === 'http' ? [service.port] : [])))
    for (const port of ports) this.connect('load-balancer', 'application', port, 'requests')
    new VpcSecurityGroupIngressRule(this, 'application-from-application', {
      securityGroupId: this.groups.application.id,
      description: 'Pods and nodes among themselves; network policies narrow it down',
      ipProtocol: '-1',
      referencedSecurityGroupId: this.groups.application.id,
    })
    new VpcSecurityGroupEgressRule(this, 'application-to-application', {
      securityGroupId: this.groups.application.id,
      description: 'Pods and nodes among themselves; network policies narrow it down',
      ipProtocol: '-1',
      referencedSecurityGroupId: this.groups.application.id,
    })
  }

  private addDatabasePorts() {
    const { port } = this.deployment.database
    this.connect('application', 'database', port, 'SQL')
    this.connect('secret-rotation', 'database', port, 'new passwords')
  }

  private addEndpointPorts(s3PrefixListId: string) {
    this.connect('application', 'endpoints', 443, 'AWS APIs')
    this.connect('secret-rotation', 'endpoints', 443, 'Secrets Manager')
    new VpcSecurityGroupEgressRule(this, 'application-to-s3', {
      securityGroupId: this.groups.application.id,
      description: 'S3 through the gateway endpoint',
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      prefixListId: s3PrefixListId,
    })
  }

  /** External services and a database that somebody else runs, by port (R40, R53); which host is reached is narrowed down by network policies. */
  private addOutboundPorts() {
    const { externalServices, database } = this.deployment
    const external = Object.values(externalServices).flatMap(({ ports }) => ports)
    const vendor = database.provider === 'external' ? [database.port] : []
    for (const port of new Set([443, ...external, ...vendor])) {
      new VpcSecurityGroupEgressRule(this, `application-to-internet-${port}`, {
        securityGroupId: this.groups.application.id,
        description: `External services on port ${port}`,
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
        cidrIpv4: '0.0.0.0/0',
      })
    }
  }

  private connect(from: SecurityGroupRole, to: SecurityGroupRole, port: number, what: string) {
    const ports = { ipProtocol: 'tcp', fromPort: port, toPort: port }
    new VpcSecurityGroupEgressRule(this, `${from}-to-${to}-${port}`, {
      securityGroupId: this.groups[from].id,
      description: `${what} to ${to}`,
      referencedSecurityGroupId: this.groups[to].id,
      ...ports,
    })
    new VpcSecurityGroupIngressRule(this, `${to}-from-${from}-${port}`, {
      securityGroupId: this.groups[to].id,
      description: `${what} from ${from}`,
      referencedSecurityGroupId: this.groups[from].id,
      ...ports,
    })
  }
}
