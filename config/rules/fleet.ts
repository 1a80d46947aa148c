import { Netmask } from 'netmask'
import type { Finding } from '../findings'
import type { Deployment } from '../schema/deployment'
import { hostnameOf, isProduction, type FleetRule } from './rule'

const nameOf = ({ system, environment }: Deployment) => `${system}-${environment}`

/** Every pair of deployments once, the later one first. */
const pairs = (deployments: readonly Deployment[]) =>
  deployments.flatMap((deployment, index) => deployments.slice(0, index).map((other) => [deployment, other] as const))

/** The ranges of one account, and those of production and the rest, do not overlap, so that networks can be peered (R128). */
export const rangesDoNotOverlap: FleetRule = (deployments) =>
  pairs(deployments).flatMap(([deployment, other]): Finding[] => {
    const isConcerned = deployment.account.id === other.account.id || isProduction(deployment) !== isProduction(other)
    const [one, two] = [new Netmask(deployment.network.cidr), new Netmask(other.network.cidr)]
    if (!isConcerned || !(one.contains(two) || two.contains(one))) return []
    return [
      {
        deployment: nameOf(deployment),
        path: 'network.cidr',
        problem: `${deployment.network.cidr} overlaps ${other.network.cidr} of ${nameOf(other)}`,
        remedy: 'give each deployment a range of its own, e.g. the next free 10.<number>.0.0/16',
      },
    ]
  })

/** A name is given once: it is part of every resource and of the state's key (R128, R141). */
export const namesAreUnique: FleetRule = (deployments) =>
  pairs(deployments).flatMap(([deployment, other]): Finding[] =>
    nameOf(deployment) === nameOf(other)
      ? [
          {
            deployment: nameOf(deployment),
            path: '(deployment)',
            problem: `two deployments, of ${other.system} and ${deployment.system}, are named ${nameOf(deployment)}`,
            remedy: 'rename the system or the environment',
          },
        ]
      : [],
  )

/** A host name leads to one deployment (R5, R128). */
export const hostnamesAreUnique: FleetRule = (deployments) =>
  pairs(deployments).flatMap(([deployment, other]): Finding[] =>
    hostnameOf(deployment) === hostnameOf(other)
      ? [
          {
            deployment: nameOf(deployment),
            path: 'edge.subdomain',
            problem: `${hostnameOf(deployment)} is also the host name of ${nameOf(other)}`,
            remedy: `use another subdomain, e.g. "${deployment.environment}", or another edge.domain`,
          },
        ]
      : [],
  )

/** What exists once in an account is owned by a system that is deployed there, the same for all (design.md, 3). */
export const sharedResourcesHaveAnOwner: FleetRule = (deployments, invalid = []) =>
  deployments.flatMap((deployment): Finding[] => {
    const neighbours = deployments.filter(({ account }) => account.id === deployment.account.id)
    const systems = [...new Set(neighbours.map(({ system }) => system))]
    const owner = deployment.account.sharedResourcesOwner
    const other = neighbours.find(({ account }) => account.sharedResourcesOwner !== owner)
    const finding = (problem: string, remedy: string) => [
      { deployment: nameOf(deployment), path: 'account.sharedResourcesOwner', problem, remedy },
    ]
    if (!systems.includes(owner) && !invalid.some(({ system }) => system === owner)) {
      return finding(`${owner} is not deployed in the account ${deployment.account.id}`, `use one of ${systems.join(', ')}`)
    }
    return other === undefined
      ? []
      : finding(
          `${owner} and ${other.account.sharedResourcesOwner} of ${nameOf(other)} would both own what exists once in the account`,
          'name the same system in every deployment of the account',
        )
  })

/** Production shares no account with anything else (R128). */
export const productionHasItsOwnAccount: FleetRule = (deployments) =>
  deployments
    .filter((deployment) => !isProduction(deployment))
    .flatMap((deployment): Finding[] => {
      const production = deployments.find((other) => isProduction(other) && other.account.id === deployment.account.id)
      return production === undefined
        ? []
        : [
            {
              deployment: nameOf(deployment),
              path: 'account.id',
              problem: `${deployment.account.id} is also the account of ${nameOf(production)}`,
              remedy: 'use an account that holds no production',
            },
          ]
    })

/** Keys that every environment of a system has to have, by path. */
const contractOf = ({ services, variables, featureToggles, schedules, dataLifecycle }: Deployment): ReadonlySet<string> => {
  const keys = (path: string, record: Readonly<Record<string, unknown>>) => Object.keys(record).map((key) => `${path}.${key}`)
  return new Set([
    ...keys('services', services),
    ...keys('variables', variables),
    ...keys('featureToggles', featureToggles),
    ...keys('schedules', schedules),
    ...keys('dataLifecycle', dataLifecycle),
    ...Object.entries(services).flatMap(([name, service]) => [
      ...keys(`services.${name}.variables`, service.variables),
      ...keys(`services.${name}.secrets`, service.secrets),
    ]),
  ])
}

/** The environments of a system have the same services, variables and secrets, so that what works in one works in the next (R143). */
export const environmentsHaveTheSameKeys: FleetRule = (deployments) => {
  const systems = [...new Set(deployments.map(({ system }) => system))]
  return systems.flatMap((name) => {
    const environments = deployments.filter(({ system }) => system === name)
    const contracts = environments.map((deployment) => ({ deployment, keys: contractOf(deployment) }))
    const all = [...new Set(contracts.flatMap(({ keys }) => [...keys]))]
    return contracts.flatMap(({ deployment, keys }) =>
      all
        .filter((key) => !keys.has(key))
        // A missing service is one finding, not one for each of its variables.
        .filter((key, _, missing) => !missing.some((parent) => key.startsWith(`${parent}.`)))
        .map((key): Finding => {
          const holders = contracts.filter((other) => other.keys.has(key)).map((other) => other.deployment.environment)
          return {
            deployment: nameOf(deployment),
            path: key,
            problem: `it is missing, and ${holders.join(', ')} of ${deployment.system} ${holders.length === 1 ? 'has' : 'have'} it`,
            remedy: `add it, or remove it from ${holders.join(' and ')}`,
          }
        }),
    )
  })
}
