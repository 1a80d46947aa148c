/**
 * Every version that the blueprint pins, in one place (R140). Nothing but data.
 *
 * Charts and their pitfalls: docs/architecture.md. A version is raised here and nowhere else.
 */
export const versions = {
  /** Write-only arguments need 1.11; `use_lockfile` of the S3 backend needs 1.10. */
  terraform: '>= 1.11.0, < 2.0.0',
  /** Only what both ends of a range know is used: types are of AWS 6.25, plans and the emulator run on 5.100. */
  providers: {
    aws: { source: 'hashicorp/aws', version: '>= 5.100.0, < 7.0.0' },
    kubernetes: { source: 'hashicorp/kubernetes', version: '>= 2.38.0, < 3.0.0' },
    helm: { source: 'hashicorp/helm', version: '>= 3.1.1, < 4.0.0' },
  },
  /**
   * PostgreSQL by major version. RDS upgrades 15.9 to 15.12 and 16.5 to 16.8 by force since May 2026; these are the targets.
   * CRM-VISION runs 15 (R41); no report names another system's version.
   */
  postgres: { '15': '15.15', '16': '16.11' },
  /** 8.8.0 and earlier have a remote code execution; the image tag is this with `-alpine`. */
  redis: '8.8.2',
  kubernetes: '1.35',
  images: {
    redis: { repository: 'public.ecr.aws/docker/library/redis', tag: '8.8.2-alpine' },
    tempo: { repository: 'grafana/tempo', tag: '2.10.8' },
    clusterAutoscaler: { repository: 'registry.k8s.io/autoscaling/cluster-autoscaler', tag: 'v1.35.2' },
  },
  charts: {
    prometheusOperatorCrds: {
      repository: 'oci://ghcr.io/prometheus-community/charts',
      name: 'prometheus-operator-crds',
      version: '31.0.1',
    },
    kubePrometheusStack: {
      repository: 'oci://ghcr.io/prometheus-community/charts',
      name: 'kube-prometheus-stack',
      version: '88.5.3',
    },
    loki: { repository: 'oci://ghcr.io/grafana-community/helm-charts', name: 'loki', version: '18.11.0' },
    alloy: { repository: 'https://grafana.github.io/helm-charts', name: 'alloy', version: '1.11.1' },
    tempoDistributed: { repository: 'oci://ghcr.io/grafana-community/helm-charts', name: 'tempo-distributed', version: '2.26.2' },
    tempo: { repository: 'oci://ghcr.io/grafana-community/helm-charts', name: 'tempo', version: '2.2.4' },
    externalSecrets: { repository: 'https://charts.external-secrets.io', name: 'external-secrets', version: '2.9.0' },
    loadBalancerController: {
      repository: 'https://aws.github.io/eks-charts',
      name: 'aws-load-balancer-controller',
      version: '3.5.0',
    },
    metricsServer: { repository: 'https://kubernetes-sigs.github.io/metrics-server/', name: 'metrics-server', version: '3.13.1' },
    karpenter: { repository: 'oci://public.ecr.aws/karpenter', name: 'karpenter', version: '1.14.1' },
    karpenterCrd: { repository: 'oci://public.ecr.aws/karpenter', name: 'karpenter-crd', version: '1.14.1' },
    clusterAutoscaler: { repository: 'https://kubernetes.github.io/autoscaler', name: 'cluster-autoscaler', version: '9.59.0' },
    redisHa: { repository: 'https://dandydeveloper.github.io/charts', name: 'redis-ha', version: '4.39.0' },
    blackboxExporter: {
      repository: 'oci://ghcr.io/prometheus-community/charts',
      name: 'prometheus-blackbox-exporter',
      version: '11.17.2',
    },
    postgresExporter: {
      repository: 'oci://ghcr.io/prometheus-community/charts',
      name: 'prometheus-postgres-exporter',
      version: '8.2.0',
    },
    argoRollouts: { repository: 'https://argoproj.github.io/argo-helm', name: 'argo-rollouts', version: '2.41.0' },
    reloader: { repository: 'https://stakater.github.io/stakater-charts', name: 'reloader', version: '2.2.16' },
  },
  /**
   * The function of AWS that rotates a PostgreSQL password, by partition, from the Serverless Application Repository.
   * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_available-rotation-templates.html
   */
  rotation: {
    name: 'SecretsManagerRDSPostgreSQLRotationSingleUser',
    byPartition: {
      aws: {
        applicationId: 'arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRDSPostgreSQLRotationSingleUser',
        semanticVersion: '1.1.671',
      },
      'aws-cn': {
        applicationId:
          'arn:aws-cn:serverlessrepo:cn-north-1:193023089310:applications/SecretsManagerRDSPostgreSQLRotationSingleUser',
        semanticVersion: '1.1.440',
      },
      'aws-us-gov': {
        applicationId:
          'arn:aws-us-gov:serverlessrepo:us-gov-west-1:023102451235:applications/SecretsManagerRDSPostgreSQLRotationSingleUser',
        semanticVersion: '1.1.397',
      },
    },
  },
} as const
