import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'
import { deploymentId } from '../core/names'

/** Who is told. */
export interface BudgetProps extends DeploymentProps {
  readonly topicArn: string
}

/**
 * Monthly budget of the deployment with alerts on actual and forecast spend (R84, R149). It counts what carries the
 * deployment's tags, which have to be activated once as cost allocation tags.
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
 */
export class Budget extends DeploymentConstruct {
  readonly budget: BudgetsBudget

  constructor(scope: Construct, id: string, props: BudgetProps) {
    super(scope, id, props)
    const { monthlyUsd, alertPercents, forecastPercent } = this.deployment.budget
    const { system, environment } = this.deployment
    const alert = (notificationType: 'ACTUAL' | 'FORECASTED') => (threshold: number) => ({
      comparisonOperator: 'GREATER_THAN',
      notificationType,
      threshold,
      thresholdType: 'PERCENTAGE',
      subscriberSnsTopicArns: [props.topicArn],
    })
    this.budget = new BudgetsBudget(this, 'budget', {
      name: `${deploymentId(this.deployment)}-monthly`,
      budgetType: 'COST',
      limitAmount: monthlyUsd.toFixed(1),
      limitUnit: 'USD',
      timeUnit: 'MONTHLY',
      costFilter: [
        {
          name: 'TagKeyValue',
          // AWS Budgets joins key and value of a tag with a dollar sign.
          values: [`user:System$${system}`, `user:Environment$${environment}`],
        },
      ],
      notification: [...alertPercents.map(alert('ACTUAL')), alert('FORECASTED')(forecastPercent)],
    })
  }
}
