import { z } from 'zod'
import { cidr, count, feature, logRetentionDays } from './common'

const nodeGroup = z.strictObject({
  instanceTypes: z.array(z.string().regex(/^[a-z0-9-]+\.[a-z0-9]+$/)).min(1),
  capacity: z.enum(['on-demand', 'spot']),
  minNodes: z.int().min(0),
  maxNodes: count,
  diskGiB: z.int().min(20),
  purpose: z.enum(['general', 'stateful']).describe('stateful nodes carry Redis, Prometheus and Loki and are never spot'),
})

/** Kubernetes on EKS (R8). */
export const clusterSchema = z.strictObject({
  kubernetesVersion: z.string().regex(/^1\.\d{2}$/, 'use a minor version, e.g. 1.33'),
  publicAccessCidrs: z.array(cidr).describe('ranges that may reach the Kubernetes API from outside; empty keeps it private'),
  controlPlaneLogRetentionDays: logRetentionDays,
  nodeAutoscaler: z.enum(['karpenter', 'cluster-autoscaler']),
  nodeGroups: z.record(z.string(), nodeGroup),
  containerLogs: z.strictObject({ maxSizeMiB: count, maxFiles: count }).describe('rotation on the node (R111)'),
  imageScanning: z.strictObject({ blockSeverities: z.array(z.enum(['CRITICAL', 'HIGH', 'MEDIUM'])) }).describe('R124'),
  chartMirror: feature({
    kind: z.enum(['folder', 'oci']),
    location: z.string().min(1).describe('folder, or registry URL, that holds the pinned charts'),
  }).describe('where charts come from when the cluster is air-gapped'),
})
