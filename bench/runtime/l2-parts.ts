import { Gateway, GatewayAuthorizer } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Policy, PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Resource } from 'aws-cdk-lib/core';
import { trustPolicy } from '../by-hand';
import { synthesize } from '../synthesize';
import { addEndpoint, addMemory, addRuntime, addTarget, agentPermissions, targetPermissions } from './by-hand';

/** Minimal L2 constructs for a memory, a gateway target, an agent and its endpoint. */
class Part extends Resource {}

synthesize((stack, name) => {
  const memory = addMemory(new Part(stack, `${name}Memory`), 'Resource', name);
  const gateway = new Gateway(stack, `${name}Gateway`, {
    gatewayName: name,
    authorizerConfiguration: GatewayAuthorizer.usingAwsIam(),
  });
  const { gatewayArn: attrGatewayArn, gatewayId: attrGatewayIdentifier } = gateway;
  const ids = { attrGatewayArn, attrGatewayIdentifier };
  const target = new Part(stack, `${name}Orders`);
  const targetPolicy = new Policy(target, 'RolePolicy', {
    document: PolicyDocument.fromJson(targetPermissions(stack, name)),
    roles: [gateway.role],
  });
  addTarget(target, 'Resource', stack, ids, targetPolicy);
  const agent = new Part(stack, name);
  const [{ Condition: conditions }] = trustPolicy().Statement;
  const { roleArn } = new Role(agent, 'Role', {
    assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com', { conditions }),
    inlinePolicies: { Agent: PolicyDocument.fromJson(agentPermissions(name, memory, ids)) },
  });
  const runtime = addRuntime(agent, 'Resource', name, stack, { memory, gateway: ids, roleArn });
  addEndpoint(new Part(agent, 'EndpointLive'), 'Resource', runtime);
});
