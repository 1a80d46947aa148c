import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic'
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy'
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription'
import type { Deployment } from '../../config/schema/deployment'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { policyDocument, type Statement } from '../core/iam'
import { resourceName } from '../core/names'

/** The key that messages are encrypted with. */
export interface AlarmTopicProps extends DeploymentProps {
  readonly keyArn: string
}

const publishers = ['budgets.amazonaws.com', 'cloudwatch.amazonaws.com', 'events.rds.amazonaws.com', 'events.amazonaws.com']

/** Lets the services that publish to the topic use its key. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
export const alarmPublisherStatement = ({ account }: Deployment): Statement => ({
  Sid: 'UsedByAlarmPublishers',
  Effect: 'Allow',
  Principal: { Service: publishers },
  Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
  Resource: '*',
  Condition: { StringEquals: { 'aws:SourceAccount': account.id } },
})

/** Topic that alarms of AWS itself go to; the operators of the configuration are told by e-mail (R107). */
export class AlarmTopic extends DeploymentConstruct {
  readonly topic: SnsTopic

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id, props)
    this.topic = new SnsTopic(this, 'topic', {
      name: resourceName(this.deployment, 'sns-topic', 'alarms'),
      kmsMasterKeyId: props.keyArn,
    })
    new SnsTopicPolicy(this, 'policy', {
      arn: this.topic.arn,
      policy: policyDocument({
        Sid: 'PublishedByAws',
        Effect: 'Allow',
        Principal: { Service: publishers },
        Action: 'sns:Publish',
        Resource: this.topic.arn,
        Condition: { StringEquals: { 'aws:SourceAccount': this.deployment.account.id } },
      }),
    })
    for (const operator of this.deployment.alerts.operators) {
      new SnsTopicSubscription(this, `operator-${operator.replace(/[^a-z0-9]+/gi, '-')}`, {
        topicArn: this.topic.arn,
        protocol: 'email',
        endpoint: operator,
      })
    }
  }
}
