import { Policy, PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Resource } from 'aws-cdk-lib/core';
import { trustPolicy } from '../by-hand';
import { synthesize } from '../synthesize';
import { addHarness, memoryPermission, permissions } from './by-hand';

/** A minimal L2 construct for an agent with a role that accepts grants. */
class Agent extends Resource {}

synthesize((stack, name) => {
  const agent = new Agent(stack, name);
  const [{ Condition: conditions }] = trustPolicy().Statement;
  const role = new Role(agent, 'Role', {
    assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com', { conditions }),
    inlinePolicies: { Agent: PolicyDocument.fromJson(permissions(name)) },
  });
  const harness = addHarness(agent, 'Harness', name, role.roleArn);
  role.attachInlinePolicy(
    new Policy(agent, 'MemoryPolicy', { document: PolicyDocument.fromJson(memoryPermission(harness)) }),
  );
});
