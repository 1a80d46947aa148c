import type { Deployment } from '../schema/deployment'
import { findingIf, isProduction, servicesOf, type DeploymentFinding, type DeploymentRule } from './rule'

const immutableReference = /^(sha256:[0-9a-f]{64}|(sha-)?[0-9a-f]{7,40}|v?\d+\.\d+\.\d+([-+.][\w.-]+)?)$/

/** Outside development an image is named by version, commit or digest, so that the same configuration runs the same code (R123, C19). */
export const imagesAreImmutable: DeploymentRule = (deployment) =>
  servicesOf(deployment).flatMap(([name, { image }]) =>
    findingIf(
      deployment.criticality !== 'development' && !immutableReference.test(image.reference),
      `services.${name}.image.reference`,
      `"${image.reference}" may mean another image tomorrow`,
      'use a version (v1.4.2), a commit (7 to 40 hexadecimal digits) or a digest (sha256:…)',
    ),
  )

const loopback = /(^|[/@.])(localhost|127(\.\d{1,3}){3}|\[?::1\]?|0\.0\.0\.0)(?=[:/]|$)/i
const credentialName = /(^|_)(SECRET|PASSWORD|PASSWD|TOKEN|API_KEY|PRIVATE_KEY|ENCRYPTION_KEY|CREDENTIALS?|DSN)$/

const checkVariable = (deployment: Deployment, path: string, name: string, value: string): DeploymentFinding[] => {
  const listens = name === 'HOST' || name === 'HOSTNAME' || name === 'BIND_ADDRESS'
  return [
    ...findingIf(
      deployment.target.kind === 'aws' && !listens && loopback.test(value),
      path,
      `"${value}" is the instance itself`,
      'use the name that the service has in the deployment; only the emulator runs on loopback',
    ),
    ...findingIf(
      /(^|_)PORT$/.test(name) && !(/^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65535),
      path,
      `"${value}" is not a port`,
      'use a port from 1 to 65535',
    ),
    ...findingIf(
      /(^|_)(URL|URI)$/.test(name) && !/^[a-z][a-z0-9+.-]*:\/\/[^\s/]+/i.test(value),
      path,
      `"${value}" is not a URL`,
      'use scheme and host, e.g. https://api.example.com',
    ),
    ...findingIf(
      /^[a-z][a-z0-9+.-]*:\/\/[^\s/@]*:[^\s/@]+@/i.test(value),
      path,
      'the URL holds a password',
      'put the whole URL into a secret and name it under secrets',
    ),
    ...findingIf(
      credentialName.test(name),
      path,
      `${name} looks like a credential, and plain variables can be read in logs and in the cluster`,
      'declare it under secrets of the deployment and of the service',
    ),
  ]
}

/** Plain variables are of good quality: no loopback on AWS, ports and URLs that are some, no credentials (R71, R75). */
export const variablesAreSound: DeploymentRule = (deployment) => [
  ...Object.entries(deployment.variables).flatMap(([name, value]) => checkVariable(deployment, `variables.${name}`, name, value)),
  ...servicesOf(deployment).flatMap(([service, { variables, secrets }]) =>
    Object.entries(variables).flatMap(([name, value]) => [
      ...checkVariable(deployment, `services.${service}.variables.${name}`, name, value),
      ...findingIf(
        Object.hasOwn(secrets, name),
        `services.${service}.variables.${name}`,
        'the service has a secret of the same name',
        'keep one of the two',
      ),
    ]),
  ),
]

/** Signing keys have at least 64 characters, encryption keys at least 32 (R75). */
export const keysAreStrong: DeploymentRule = ({ secrets }) =>
  Object.entries(secrets).flatMap(([name, secret]) =>
    Object.entries(secret.keys).flatMap(([key, settings]) => {
      const generated = 'characters' in settings
      const length = generated ? settings.characters : settings.minCharacters
      const least = /JWT/.test(key) ? 64 : /ENCRYPTION/.test(key) ? 32 : 0
      return findingIf(
        length < least,
        `secrets.${name}.keys.${key}.${generated ? 'characters' : 'minCharacters'}`,
        `${length} characters are too few for ${least === 64 ? 'a key that signs tokens' : 'a key that encrypts'}`,
        `use at least ${least}`,
      )
    }),
  )

/** Objectives make sense: a warning comes before the page, and the metrics live as long as the window (R103 to R105). */
export const objectivesAreMeasurable: DeploymentRule = ({ slo, retention, criticality }) => {
  const windows = [
    ['availability', slo.availability.windowDays],
    ['latency', slo.latency.windowDays],
    ['errorRate', slo.errorRate.windowDays],
  ] as const
  return [
    ...findingIf(
      slo.errorRate.warnPercent >= slo.errorRate.maxPercent,
      'slo.errorRate.warnPercent',
      `the warning at ${slo.errorRate.warnPercent} % does not come before the page at ${slo.errorRate.maxPercent} %`,
      `use less than ${slo.errorRate.maxPercent}`,
    ),
    ...windows.flatMap(([name, days]) =>
      findingIf(
        criticality !== 'development' && days > retention.metricDays,
        `slo.${name}.windowDays`,
        `the window has ${days} days, and metrics are kept for ${retention.metricDays}`,
        `use at most ${retention.metricDays}, or raise retention.metricDays to ${days}`,
      ),
    ),
    ...findingIf(
      slo.latency.baselineMilliseconds !== undefined && slo.latency.baselineMilliseconds > slo.latency.thresholdMilliseconds,
      'slo.latency.baselineMilliseconds',
      `the measured ${slo.latency.baselineMilliseconds} ms are above the objective of ${slo.latency.thresholdMilliseconds} ms`,
      'correct the measurement, or set an objective that can be met',
    ),
  ]
}

/** What is kept is in order: the audit trail outlives the logs, objects are archived before they expire (R68, R92, R96). */
export const retentionIsOrdered: DeploymentRule = ({ retention, storage }) => [
  ...findingIf(
    retention.auditDays < retention.logDays,
    'retention.auditDays',
    `the audit trail is kept for ${retention.auditDays} days, logs for ${retention.logDays}`,
    `use at least ${retention.logDays}`,
  ),
  ...Object.entries(storage.buckets).flatMap(([name, { archiveAfterDays, expiresAfterDays, noncurrentVersionDays }]) => [
    ...findingIf(
      archiveAfterDays !== undefined && expiresAfterDays !== undefined && archiveAfterDays >= expiresAfterDays,
      `storage.buckets.${name}.archiveAfterDays`,
      `objects are deleted after ${expiresAfterDays} days, before they would be archived after ${archiveAfterDays}`,
      `use less than ${expiresAfterDays}, or remove one of the two`,
    ),
    ...findingIf(
      expiresAfterDays !== undefined && noncurrentVersionDays > expiresAfterDays,
      `storage.buckets.${name}.noncurrentVersionDays`,
      `deleted objects are kept for ${noncurrentVersionDays} days, longer than the ${expiresAfterDays} days of those in use`,
      `use at most ${expiresAfterDays}`,
    ),
  ]),
]

/** Two people agree before production changes (R127). */
export const productionHasReviewers: DeploymentRule = (deployment) =>
  findingIf(
    isProduction(deployment) && deployment.delivery.reviewers < 2,
    'delivery.reviewers',
    `production can be changed with the approval of ${deployment.delivery.reviewers}`,
    'use at least 2',
  )

/** A bucket's name keeps the account id, so that it is unique and can be recognised; other names are abbreviated where they are made. */
export const bucketNamesFit: DeploymentRule = ({ system, environment, account, storage }) =>
  Object.keys(storage.buckets).flatMap((bucket) => {
    const name = `${system}-${environment}-${bucket}-${account.id}`
    return findingIf(
      name.length > 63,
      `storage.buckets.${bucket}`,
      `the bucket would be named ${name}, which has ${name.length} characters`,
      `use a name that is ${name.length - 63} shorter: S3 accepts 63 characters`,
    )
  })
