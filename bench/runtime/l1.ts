import { CfnGateway } from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { trustPolicy } from '../by-hand';
import { synthesize } from '../synthesize';
import { addEndpoint, addMemory, addRuntime, addTarget, agentPermissions, targetPermissions } from './by-hand';

synthesize((stack, name) => {
  const memory = addMemory(stack, `PlainMemory${name}`, name);
  const gatewayRole = new CfnRole(stack, `PlainGatewayRole${name}`, {
    assumeRolePolicyDocument: trustPolicy(`gateway/${name.toLowerCase()}-??????????`),
    description: `Service role for Bedrock AgentCore Gateway ${name}`,
  });
  const gateway = new CfnGateway(stack, `PlainGateway${name}`, {
    name,
    authorizerType: 'AWS_IAM',
    protocolType: 'MCP',
    protocolConfiguration: {
      mcp: {
        instructions: 'Default gateway to connect to external MCP tools',
        searchType: 'SEMANTIC',
        supportedVersions: ['2025-03-26'],
      },
    },
    roleArn: gatewayRole.attrArn,
  });
  const targetPolicy = new CfnPolicy(stack, `PlainTargetPolicy${name}`, {
    policyName: `${name}TargetPolicy`,
    policyDocument: targetPermissions(stack, name),
    roles: [gatewayRole.ref],
  });
  addTarget(stack, `PlainOrders${name}`, stack, gateway, targetPolicy);
  const role = new CfnRole(stack, `PlainRole${name}`, {
    assumeRolePolicyDocument: trustPolicy(),
    policies: [{ policyName: 'Agent', policyDocument: agentPermissions(name, memory, gateway) }],
  });
  const runtime = addRuntime(stack, `PlainRuntime${name}`, name, stack, { memory, gateway, roleArn: role.attrArn });
  addEndpoint(stack, `PlainEndpoint${name}`, runtime);
});
