import { CfnPolicy, PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { trustPolicy } from '../by-hand';
import { synthesize } from '../synthesize';
import { addHarness, memoryPermission, permissions } from './by-hand';

synthesize((stack, name) => {
  const [{ Condition: conditions }] = trustPolicy().Statement;
  const role = new Role(stack, `${name}Role`, {
    assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com', { conditions }),
    inlinePolicies: { Agent: PolicyDocument.fromJson(permissions(name)) },
  });
  const harness = addHarness(stack, `${name}Harness`, name, role.roleArn);
  new CfnPolicy(stack, `${name}MemoryPolicy`, {
    policyName: `${name}MemoryPolicy`,
    policyDocument: memoryPermission(harness),
    roles: [role.roleName],
  });
});
