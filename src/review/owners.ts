import type { ReviewedResource } from './assembly';
import type { Agent, ReviewContext } from './context';
import type { TopologyNode } from './model';
import { memberOf } from './parts';
import type { Owner } from './permissions';
import { compare } from './phrases';

/** The properties that name the roles of resources, by type. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  'AWS::BedrockAgentCore::BrowserCustom': ['ExecutionRoleArn'],
  'AWS::BedrockAgentCore::CapacityProvider': ['PermissionsConfiguration', 'CapacityProviderOperatorRoleArn'],
  'AWS::BedrockAgentCore::CodeInterpreterCustom': ['ExecutionRoleArn'],
  'AWS::BedrockAgentCore::ConsentPortal': ['ExecutionRoleArn'],
  'AWS::BedrockAgentCore::Gateway': ['RoleArn'],
  'AWS::BedrockAgentCore::Harness': ['ExecutionRoleArn'],
  'AWS::BedrockAgentCore::Memory': ['MemoryExecutionRoleArn'],
  'AWS::BedrockAgentCore::OnlineEvaluationConfig': ['EvaluationExecutionRoleArn'],
  'AWS::BedrockAgentCore::PaymentManager': ['RoleArn'],
  'AWS::BedrockAgentCore::Runtime': ['RoleArn'],
  'AWS::S3Files::FileSystem': ['RoleArn'],
};

/** A resource with its role. `undefined` if the resource has no role. */
export function ownerOf(context: ReviewContext, resource: ReviewedResource): Owner | undefined {
  const path = ROLES[resource.type];
  const value = path && memberOf(resource.properties, ...path);
  const principal = context.policies.principalOf(value, resource.stack);
  return principal && { resource, principal };
}

/** The agent, and the resources in its picture that have a role: gateways, memories, file systems. */
export function ownersOf(context: ReviewContext, agent: Agent, nodes: readonly TopologyNode[]): Owner[] {
  const { resource } = agent;
  const provider = memberOf(resource.properties, 'CapacityProviderConfiguration', 'CapacityProviderArn');
  const used = nodes
    .filter(({ column }) => column === 'tools' || column === 'data')
    .flatMap(({ path }) => context.atPath(path) ?? []);
  const others = [...used, ...[context.resourceOf(provider, resource) ?? []].flat()]
    .filter((each) => each !== resource)
    .sort((one, other) => compare(one.path, other.path));
  return [resource, ...new Set(others)].flatMap((each) => ownerOf(context, each) ?? []);
}
