import { CfnResource, RemovalPolicy } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { faultsError } from './validation/validation-errors';

/**
 * Resources that are needed to reach the data are deleted with the data. Constructs without a resource are skipped.
 *
 * @param owner The construct whose removal policy is set, one of the constructs
 * @throws if the policy is `SNAPSHOT`, which CloudFormation accepts only for resources with snapshots
 */
export function removeTogether(
  owner: IConstruct,
  policy: RemovalPolicy,
  constructs: Array<IConstruct | undefined>,
): void {
  if (policy === RemovalPolicy.SNAPSHOT) {
    const problem =
      'removalPolicy must be DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE, got SNAPSHOT, which CloudFormation supports only for resources that have snapshots. Use RETAIN to keep the data';
    throw faultsError(owner.node.path, [problem], owner.constructor);
  }
  for (const construct of constructs) {
    const resource = construct?.node.defaultChild;
    if (CfnResource.isCfnResource(resource)) {
      resource.applyRemovalPolicy(policy);
    }
  }
}
