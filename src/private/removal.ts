import { CfnResource, type RemovalPolicy } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** What data cannot be reached without goes when the data goes; constructs that made no resource are passed over. */
export function removeTogether(policy: RemovalPolicy, constructs: Array<IConstruct | undefined>): void {
  for (const construct of constructs) {
    const resource = construct?.node.defaultChild;
    if (CfnResource.isCfnResource(resource)) {
      resource.applyRemovalPolicy(policy);
    }
  }
}
