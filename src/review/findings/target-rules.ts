import { INBOUND } from '../../private/validation/inbound';
import { quote } from '../../private/validation/limit';
import type { ReviewedResource } from '../assembly';
import { isAbsent, isKnownAtDeployment } from '../intrinsics';
import { entriesOf, jsonOf, memberOf } from '../parts';
import type { References } from '../references';
import type { Report } from './report';

export const GATEWAY = 'AWS::BedrockAgentCore::Gateway';
const TARGET = 'AWS::BedrockAgentCore::GatewayTarget';
const CREDENTIALS = 'CredentialProviderConfigurations';
/** The sources whose targets need credentials. AgentCore calls other sources without any. */
const WITH_CREDENTIALS = [
  ['Mcp', 'Lambda'],
  ['Mcp', 'SmithyModel'],
  ['Http', 'AgentcoreRuntime'],
];

/** Checks the targets of gateways together with their gateways. */
export function checkTargets(references: References, report: Report): void {
  for (const target of references.ofType(TARGET)) {
    const gateway = references.resourceOf(target.properties.GatewayIdentifier, target.stack, GATEWAY);
    checkCredentials(target, gateway, report);
    if (gateway) {
      checkProtocol(target, gateway, report);
    }
  }
}

function checkCredentials(target: ReviewedResource, gateway: ReviewedResource | undefined, report: Report): void {
  const { [CREDENTIALS]: given, TargetConfiguration: configuration } = target.properties;
  const source = WITH_CREDENTIALS.find((path) => memberOf(configuration, ...path) !== undefined);
  if (isAbsent(given) && source) {
    report.add(target, {
      rule: 'target-credentials',
      severity: 'error',
      property: CREDENTIALS,
      problem: `is required for targets with ${source.join('.')}, and is not set`,
      fix: 'Set CredentialProviderType to GATEWAY_IAM_ROLE, or use other credentials',
    });
  }
  const authorizer = gateway?.properties.AuthorizerType;
  for (const entry of isKnownAtDeployment(given) ? [] : entriesOf(given)) {
    const type = String(jsonOf(entry).CredentialProviderType);
    const inbound = Object.hasOwn(INBOUND, type) ? INBOUND[type] : undefined;
    if (inbound && typeof authorizer === 'string' && !inbound.types.includes(authorizer)) {
      report.add(target, {
        rule: 'target-credentials',
        severity: 'error',
        property: `${CREDENTIALS}[0].CredentialProviderType`,
        problem: `is ${type}, which must have a gateway with authorizer type ${inbound.types.join(' or ')}, got ${quote(authorizer)}: ${inbound.reason}`,
        fix: 'Change the authorizer type of the gateway, or use other credentials',
      });
    }
  }
}

function checkProtocol(target: ReviewedResource, gateway: ReviewedResource, report: Report): void {
  const protocol = gateway.properties.ProtocolType;
  const isMcp = memberOf(target.properties.TargetConfiguration, 'Mcp') !== undefined;
  const isHttp = memberOf(target.properties.TargetConfiguration, 'Http') !== undefined;
  if (isHttp && !isMcp && !isAbsent(protocol) && !isKnownAtDeployment(protocol)) {
    report.add(target, {
      rule: 'target-protocol',
      severity: 'error',
      property: 'TargetConfiguration.Http',
      problem: `must have a gateway without a protocol, got the protocol ${String(protocol)} of ${gateway.path}`,
      fix: 'Remove ProtocolType from the gateway, or use another gateway',
    });
  }
}
