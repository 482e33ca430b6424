import { CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { trustPolicy } from '../by-hand';
import { synthesize } from '../synthesize';
import { addHarness, memoryPermission, permissions } from './by-hand';

synthesize((stack, name) => {
  const role = new CfnRole(stack, `${name}Role`, {
    assumeRolePolicyDocument: trustPolicy(),
    policies: [{ policyName: 'Agent', policyDocument: permissions(name) }],
  });
  const harness = addHarness(stack, `${name}Harness`, name, role.attrArn);
  new CfnPolicy(stack, `${name}MemoryPolicy`, {
    policyName: `${name}MemoryPolicy`,
    policyDocument: memoryPermission(harness),
    roles: [role.ref],
  });
});
