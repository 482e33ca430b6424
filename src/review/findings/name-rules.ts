import { quote } from '../../private/validation/limit';
import type { ReviewedResource } from '../assembly';
import { isKnownAtDeployment } from '../intrinsics';
import type { References } from '../references';
import type { Report } from './report';

const RUNTIME = 'AWS::BedrockAgentCore::Runtime';
const HARNESS = 'AWS::BedrockAgentCore::Harness';

/** The properties that name resources, and the property of the resource in which the name is unique. */
const NAMES: ReadonlyArray<readonly [type: string, name: string, within?: string]> = [
  [HARNESS, 'HarnessName'],
  ['AWS::BedrockAgentCore::HarnessEndpoint', 'EndpointName', 'HarnessId'],
  [RUNTIME, 'AgentRuntimeName'],
  ['AWS::BedrockAgentCore::RuntimeEndpoint', 'Name', 'AgentRuntimeId'],
  ['AWS::BedrockAgentCore::CapacityProvider', 'Name'],
  ['AWS::BedrockAgentCore::Memory', 'Name'],
  ['AWS::BedrockAgentCore::Gateway', 'Name'],
  ['AWS::BedrockAgentCore::GatewayTarget', 'Name', 'GatewayIdentifier'],
  ['AWS::BedrockAgentCore::ApiKeyCredentialProvider', 'Name'],
  ['AWS::BedrockAgentCore::OAuth2CredentialProvider', 'Name'],
  ['AWS::BedrockAgentCore::WorkloadIdentity', 'Name'],
  ['AWS::BedrockAgentCore::BrowserCustom', 'Name'],
  ['AWS::BedrockAgentCore::CodeInterpreterCustom', 'Name'],
  ['AWS::BedrockAgentCore::PolicyEngine', 'Name'],
  ['AWS::BedrockAgentCore::Policy', 'Name', 'PolicyEngineId'],
];

/** Checks that no two resources have the same name. */
export function checkNames(references: References, report: Report): void {
  const taken = new Map<string, ReviewedResource>();
  for (const [type, property, within] of NAMES) {
    for (const resource of references.ofType(type)) {
      const { [property]: name } = resource.properties;
      if (typeof name === 'string' && !isKnownAtDeployment(name)) {
        const parent = within && parentOf(references, resource, within);
        checkName(resource, { type, property, name, parent }, taken, report);
      }
    }
  }
  for (const harness of references.ofType(HARNESS)) {
    const name = `harness_${String(harness.properties.HarnessName)}`;
    const runtime = taken.get(keyOf(harness, RUNTIME, name));
    if (runtime) {
      report.add(runtime, {
        rule: 'duplicate-name',
        severity: 'error',
        property: 'AgentRuntimeName',
        problem: `must not be ${quote(name)}, because AgentCore creates a runtime of that name for the harness ${harness.path}`,
        fix: 'Use another name',
      });
    }
  }
}

/** The resource in which a name is unique. The text of a reference is the same in stacks with the same construct IDs. */
function parentOf(references: References, { properties, stack }: ReviewedResource, within: string): string {
  return references.resourceOf(properties[within], stack)?.path ?? references.textOf(properties[within], stack);
}

interface Name {
  readonly type: string;
  readonly property: string;
  readonly name: string;
  readonly parent?: string;
}

function checkName(
  resource: ReviewedResource,
  { type, property, name, parent }: Name,
  taken: Map<string, ReviewedResource>,
  report: Report,
): void {
  const key = keyOf(resource, type, name, parent);
  const other = taken.get(key);
  if (other === undefined) {
    taken.set(key, resource);
  } else if (!(resource.condition && other.condition)) {
    const where = parent === undefined ? 'in an account and Region' : 'in its parent';
    report.add(resource, {
      rule: 'duplicate-name',
      severity: 'error',
      property,
      problem: `must be unique ${where}, got ${quote(name)}, which is also the name of ${other.path}`,
      fix: 'Use another name',
    });
  }
}

/** Stages with an unknown environment can be deployed to different ones. */
function keyOf({ stack }: ReviewedResource, type: string, name: string, parent?: string): string {
  const isKnown = stack.account !== undefined && stack.region !== undefined;
  return JSON.stringify([type, name, parent, stack.account, stack.region, isKnown ? undefined : stack.stage]);
}
