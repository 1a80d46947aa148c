import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket'
import { S3BucketCorsConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-cors-configuration'
import type { Construct } from '../core/cdktf'
import { DeploymentConstruct, type DeploymentProps } from '../core/deployment-construct'

/** The bucket that browsers upload to. */
export interface BrowserUploadsProps extends DeploymentProps {
  readonly bucket: S3Bucket
}

/** Lets the origins of the deployment upload and download with presigned URLs (R50, R83). */
export class BrowserUploads extends DeploymentConstruct {
  constructor(scope: Construct, id: string, props: BrowserUploadsProps) {
    super(scope, id, props)
    new S3BucketCorsConfiguration(this, 'cors', {
      bucket: props.bucket.id,
      corsRule: [
        {
          allowedMethods: ['GET', 'PUT'],
          allowedOrigins: [...this.deployment.edge.cors.allowedOrigins],
          allowedHeaders: ['content-type', 'content-md5', 'x-amz-*'],
          exposeHeaders: ['etag'],
          maxAgeSeconds: 3600,
        },
      ],
    })
  }
}
