import type { Deployment } from '../schema/deployment'
import { findingIf, servicesOf, type DeploymentFinding, type DeploymentRule } from './rule'

interface SecretUse {
  readonly path: string
  readonly secret: string
  readonly key: string
}

/** Every place that names a secret. */
const secretUses = ({ services, alerts, observability, database }: Deployment): readonly SecretUse[] => {
  const at = (path: string, reference: { readonly secret: string; readonly key: string }) => ({ path, ...reference })
  const { grafana, sentry, datadog } = observability
  return [
    ...Object.entries(services).flatMap(([name, service]) =>
      Object.entries(service.secrets).map(([variable, reference]) => at(`services.${name}.secrets.${variable}`, reference)),
    ),
    ...Object.entries(alerts.channels).flatMap(([name, channel]) => {
      if (channel.kind === 'pagerduty') return [at(`alerts.channels.${name}.routingKey`, channel.routingKey)]
      return channel.kind === 'email' ? [] : [at(`alerts.channels.${name}.webhookUrl`, channel.webhookUrl)]
    }),
    ...(grafana.signIn.kind === 'oidc' ? [at('observability.grafana.signIn.clientSecret', grafana.signIn.clientSecret)] : []),
    ...(sentry.enabled ? [at('observability.sentry.dsn', sentry.dsn)] : []),
    ...(datadog.enabled ? [at('observability.datadog.apiKey', datadog.apiKey)] : []),
    ...(database.provider === 'external' ? [at('database.connectionSecret', database.connectionSecret)] : []),
  ]
}

const unknown = (
  path: string,
  kind: string,
  name: string,
  section: string,
  known: Readonly<Record<string, unknown>>,
): DeploymentFinding => ({
  path,
  problem: `there is no ${kind} "${name}"`,
  remedy:
    Object.keys(known).length === 0
      ? `declare it in ${section}`
      : `use one of ${Object.keys(known).join(', ')}, or declare it in ${section}`,
})

/** Every secret that is used is declared, with its key (R76). */
export const usedSecretsAreDeclared: DeploymentRule = (deployment) =>
  secretUses(deployment).flatMap(({ path, secret, key }) => {
    const declared = deployment.secrets[secret]
    if (declared === undefined) return [unknown(path, 'secret', secret, 'secrets', deployment.secrets)]
    return Object.hasOwn(declared.keys, key) ? [] : [unknown(path, 'key', key, `secrets.${secret}.keys`, declared.keys)]
  })

/** Every secret that is declared is used, key by key: an unused one is a door nobody watches (R74, R76). */
export const declaredSecretsAreUsed: DeploymentRule = (deployment) => {
  const uses = secretUses(deployment)
  return Object.entries(deployment.secrets).flatMap(([name, { keys }]) =>
    Object.keys(keys).flatMap((key) =>
      findingIf(
        !uses.some((use) => use.secret === name && use.key === key),
        `secrets.${name}.keys.${key}`,
        'nothing uses the key',
        `remove it, or give it to a service with secrets: { ${key}: { secret: '${name}', key: '${key}' } }`,
      ),
    ),
  )
}

/** What a service uses is declared: Redis instances, buckets and external services (R47, R50, R53). */
export const usedResourcesAreDeclared: DeploymentRule = (deployment) =>
  servicesOf(deployment).flatMap(([name, { redis, buckets, externalServices }]) => [
    ...Object.keys(redis).flatMap((instance) =>
      Object.hasOwn(deployment.redis.instances, instance)
        ? []
        : [
            unknown(
              `services.${name}.redis.${instance}`,
              'Redis instance',
              instance,
              'redis.instances',
              deployment.redis.instances,
            ),
          ],
    ),
    ...Object.keys(buckets).flatMap((bucket) =>
      Object.hasOwn(deployment.storage.buckets, bucket)
        ? []
        : [unknown(`services.${name}.buckets.${bucket}`, 'bucket', bucket, 'storage.buckets', deployment.storage.buckets)],
    ),
    ...externalServices.flatMap((external, index) =>
      Object.hasOwn(deployment.externalServices, external)
        ? []
        : [
            unknown(
              `services.${name}.externalServices.${index}`,
              'external service',
              external,
              'externalServices',
              deployment.externalServices,
            ),
          ],
    ),
  ])

/** What is declared is used by a service: Redis instances, buckets and external services (R53, R149). */
export const declaredResourcesAreUsed: DeploymentRule = (deployment) => {
  const services = Object.values(deployment.services)
  const unused = (section: string, names: Readonly<Record<string, unknown>>, isUsed: (name: string) => boolean, remedy: string) =>
    Object.keys(names).flatMap((name) => findingIf(!isUsed(name), `${section}.${name}`, 'no service uses it', remedy))
  return [
    ...unused(
      'redis.instances',
      deployment.redis.instances,
      (name) => services.some(({ redis }) => Object.hasOwn(redis, name)),
      'remove it, or add it to redis of a service',
    ),
    ...unused(
      'storage.buckets',
      deployment.storage.buckets,
      (name) => services.some(({ buckets }) => Object.hasOwn(buckets, name)),
      'remove it, or add it to buckets of a service',
    ),
    ...unused(
      'externalServices',
      deployment.externalServices,
      (name) => services.some(({ externalServices }) => externalServices.includes(name)),
      'remove it, so that nothing can reach its hosts, or add it to externalServices of a service',
    ),
  ]
}

/** Schedules, the migration and the data lifecycle run in a service that exists and has what they need (R52, R68, R136). */
export const commandsRunInServices: DeploymentRule = (deployment) => {
  const { schedules, migration, dataLifecycle, services } = deployment
  const uses = [
    ...Object.entries(schedules).map(([name, { service }]) => ({
      path: `schedules.${name}.service`,
      service,
      needsDatabase: false,
      archives: false,
    })),
    ...Object.entries(dataLifecycle).map(([name, { service, action }]) => ({
      path: `dataLifecycle.${name}.service`,
      service,
      needsDatabase: true,
      archives: action === 'archive',
    })),
    ...(migration.enabled
      ? [{ path: 'migration.service', service: migration.service, needsDatabase: true, archives: false }]
      : []),
  ]
  return uses.flatMap(({ path, service, needsDatabase, archives }) => {
    const found = services[service]
    if (found === undefined) return [unknown(path, 'service', service, 'services', services)]
    return [
      ...findingIf(
        needsDatabase && found.database.access === 'none',
        path,
        `${service} has no access to the database`,
        'use a service with database: { access: "application", … }',
      ),
      ...findingIf(
        archives && !Object.values(found.buckets).includes('read-write'),
        path,
        `${service} can write to no bucket, so it has nowhere to put an archive`,
        `add a bucket to services.${service}.buckets with "read-write"`,
      ),
    ]
  })
}

/** Rules of the load balancer have different priorities and paths (R10). */
export const routesAreUnique: DeploymentRule = (deployment) => {
  const routes = servicesOf(deployment).flatMap(([name, service]) =>
    service.kind === 'http'
      ? service.routes.map((route, index) => ({ ...route, path: `services.${name}.routes.${index}`, name }))
      : [],
  )
  const highest = Math.max(0, ...routes.map(({ priority }) => priority))
  return routes.flatMap((route, index) => {
    const before = routes.slice(0, index)
    const same = before.find(({ priority }) => priority === route.priority)
    const taken = route.paths.filter((path) => before.some(({ paths }) => paths.includes(path)))
    return [
      ...findingIf(
        same !== undefined,
        `${route.path}.priority`,
        `${same?.name} has a route with priority ${route.priority} too`,
        `use a priority of its own, e.g. ${highest + 100}`,
      ),
      ...findingIf(taken.length > 0, `${route.path}.paths`, `${taken.join(', ')} is routed already`, 'route each path once'),
    ]
  })
}

/** A path that tells about health is never among those that the CDN caches (R7). */
export const healthIsNeverCached: DeploymentRule = (deployment) => {
  const { cdn, neverCachedPaths } = deployment.edge
  if (!cdn.enabled) return []
  const matches = (pattern: string, path: string) =>
    new RegExp(
      `^${pattern
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
    ).test(path)
  const paths = [
    ...neverCachedPaths,
    ...servicesOf(deployment).flatMap(([, service]) => (service.kind === 'http' ? [service.probes.path] : [])),
  ]
  return cdn.cachedPaths.flatMap((pattern, index) => {
    const cached = [...new Set(paths.filter((path) => matches(pattern, path)))]
    return findingIf(
      cached.length > 0,
      `edge.cdn.cachedPaths.${index}`,
      `${pattern} would cache ${cached.join(', ')}, and an old answer would hide that the system is down`,
      'use a narrower pattern, e.g. /_next/static/*',
    )
  })
}

/** Alerts reach somebody: every channel exists and is used, and a worse incident is answered sooner (R107, R146). */
export const alertsReachSomebody: DeploymentRule = ({ alerts }) => {
  const { channels, severities } = alerts
  const order = ['P0', 'P1', 'P2', 'P3'] as const
  const latest = { P0: 15, P1: 60, P2: 240, P3: undefined }
  return [
    ...order.flatMap((name, index) => {
      const { responseMinutes, channels: used } = severities[name]
      const worse = order[index - 1]
      const limit = latest[name]
      return [
        ...used.flatMap((channel, position) =>
          Object.hasOwn(channels, channel)
            ? []
            : [unknown(`alerts.severities.${name}.channels.${position}`, 'channel', channel, 'alerts.channels', channels)],
        ),
        ...findingIf(
          worse !== undefined && severities[worse].responseMinutes > responseMinutes,
          `alerts.severities.${name}.responseMinutes`,
          `${name} is answered after ${responseMinutes} minutes, sooner than ${worse}, which is worse`,
          `use at least ${worse === undefined ? 0 : severities[worse].responseMinutes}, or answer ${worse} sooner`,
        ),
        ...findingIf(
          limit !== undefined && responseMinutes > limit,
          `alerts.severities.${name}.responseMinutes`,
          `${name} is answered after ${responseMinutes} minutes`,
          `use at most ${limit}`,
        ),
      ]
    }),
    ...Object.keys(channels).flatMap((name) =>
      findingIf(
        !order.some((severity) => severities[severity].channels.includes(name)),
        `alerts.channels.${name}`,
        'no severity uses the channel',
        'remove it, or add it to alerts.severities',
      ),
    ),
  ]
}

/** A waiver is about one construct, once (design.md, 4). */
export const waiversAreNarrow: DeploymentRule = ({ waivers }) =>
  waivers.flatMap(({ policy, path }, index) => [
    ...findingIf(
      /[*?]/.test(path) || !path.includes('/'),
      `waivers.${index}.path`,
      `"${path}" could be about many constructs`,
      'use the path of one construct without wildcards, e.g. data/uploads/bucket',
    ),
    ...findingIf(
      waivers.findIndex((other) => other.policy === policy && other.path === path) !== index,
      `waivers.${index}`,
      `${policy} is waived twice for ${path}`,
      'remove one of them',
    ),
  ])
