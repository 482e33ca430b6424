import { Gateway, GatewayAuthorizer } from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { trustPolicy } from '../by-hand';
import { synthesize } from '../synthesize';
import { addEndpoint, addMemory, addRuntime, addTarget, agentPermissions, targetPermissions } from './by-hand';

/** The L1s of `l1.ts`, with the `Gateway` of aws-cdk-lib, which users of this library create. */
synthesize((stack, name) => {
  const memory = addMemory(stack, `PlainMemory${name}`, name);
  const gateway = new Gateway(stack, `${name}Gateway`, {
    gatewayName: name,
    authorizerConfiguration: GatewayAuthorizer.usingAwsIam(),
  });
  const { gatewayArn: attrGatewayArn, gatewayId: attrGatewayIdentifier } = gateway;
  const ids = { attrGatewayArn, attrGatewayIdentifier };
  const targetPolicy = new CfnPolicy(stack, `PlainTargetPolicy${name}`, {
    policyName: `${name}TargetPolicy`,
    policyDocument: targetPermissions(stack, name),
    roles: [gateway.role.roleName],
  });
  addTarget(stack, `PlainOrders${name}`, stack, ids, targetPolicy);
  const role = new CfnRole(stack, `PlainRole${name}`, {
    assumeRolePolicyDocument: trustPolicy(),
    policies: [{ policyName: 'Agent', policyDocument: agentPermissions(name, memory, ids) }],
  });
  const runtime = addRuntime(stack, `PlainRuntime${name}`, name, stack, {
    memory,
    gateway: ids,
    roleArn: role.attrArn,
  });
  addEndpoint(stack, `PlainEndpoint${name}`, runtime);
});
