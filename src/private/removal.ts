import { CfnResource, type RemovalPolicy } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** Resources that are needed to reach the data are deleted with the data. Constructs without a resource are skipped. */
export function removeTogether(policy: RemovalPolicy, constructs: Array<IConstruct | undefined>): void {
  for (const construct of constructs) {
    const resource = construct?.node.defaultChild;
    if (CfnResource.isCfnResource(resource)) {
      resource.applyRemovalPolicy(policy);
    }
  }
}
