import { CfnGatewayTarget, type IGatewayRef, type IGatewayTargetRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Stack, Stage } from 'aws-cdk-lib/core';
import { Dependable, type IConstruct, type IDependable } from 'constructs';
import { gatewayUrl } from '../../agent/gateway-url';
import { agentCoreActions } from '../../private/iam/access';
import { authorizerOf, protocolOf } from '../../private/known/gateway';
import { regionOf } from '../../private/known/resource';
import { areDifferent, sourceOf } from '../../private/known/source';
import { DOUBTFUL } from '../../private/validation/environment';
import { checkGateway } from '../../private/validation/references';
import type { CredentialMode, TargetBinding } from '../target-binding';
import { checkGatewayCycle } from './gateway-cycle';
import { bindMcpServer, type McpServerOptions } from './mcp-server-source';
import type { BoundTarget, Source, TargetKind } from './source';

/** Options for `TargetSource.fromMcpGateway`. */
export interface McpGatewayOptions extends McpServerOptions {
  /**
   * The targets of the other gateway that must be ready before its tools are listed. Each must be a target of that
   * gateway. An empty list waits for no target.
   *
   * @default - all targets of the other gateway that are defined in this app, except in stacks that depend on the stack
   *   of the target
   */
  readonly waitFor?: IGatewayTargetRef[];
}

const TOKENS: CredentialMode[] = ['clientCredentials', 'authorizationCode', 'tokenExchange'];

/** The credentials that a gateway accepts, by its authorizer type; all if the type is not listed. */
const ACCEPTED: Record<string, { readonly modes: CredentialMode[]; readonly must: string } | undefined> = {
  AWS_IAM: {
    modes: ['gatewayRole'],
    must: 'requests must be signed with IAM. Use TargetCredentials.gatewayRole(), which is the default.',
  },
  CUSTOM_JWT: { modes: TOKENS, must: 'requests must have a token. Use TargetCredentials.oauth(…).' },
};
ACCEPTED.AUTHENTICATE_ONLY = ACCEPTED.AWS_IAM;

/** The MCP endpoint of another gateway. */
export class McpGatewaySource implements Source {
  public readonly kind: TargetKind = {
    isMcp: true,
    name: 'an MCP endpoint of a gateway',
    takes: ['none', 'gatewayRole', ...TOKENS],
    usual: 'gatewayRole',
    usualService: 'bedrock-agentcore',
    mayBePrivate: false,
    propertyNames: { mcpToolSchema: 'tools' },
  };

  public constructor(
    private readonly gateway: IGatewayRef,
    private readonly options: McpGatewayOptions,
  ) {}

  public bind(binding: TargetBinding): BoundTarget {
    const { gateway, options } = this;
    const { gatewayArn } = gateway.gatewayRef;
    checkGateway(binding.errors, `source: the gateway ${gateway.node.id}`, gateway, DOUBTFUL);
    checkProtocol(binding, gateway);
    checkCredentials(binding, gateway);
    checkGatewayCycle(binding, gateway);
    binding.permitSigned({
      feature: 'TargetGateway',
      of: gateway.node.id,
      actions: agentCoreActions('InvokeGateway'),
      resources: [gatewayArn],
    });
    const region = regionOf(gateway, gatewayArn);
    binding.signingRegion = region === binding.stack.region ? undefined : region;
    checkTargets(binding, gateway, options.waitFor ?? []);
    binding.prerequisites.push(...(options.waitFor ?? [targetsOf(gateway, binding.scope)]));
    return bindMcpServer(binding, gatewayUrl(gateway), options);
  }
}

function checkProtocol({ errors }: TargetBinding, gateway: IGatewayRef): void {
  const protocol = protocolOf(gateway);
  if (protocol && protocol !== 'MCP') {
    errors.add(
      `source: the gateway ${gateway.node.id} must use the protocol MCP, got ${protocol}. Use another gateway.`,
    );
  }
}

function checkCredentials({ errors, mode, scope }: TargetBinding, gateway: IGatewayRef): void {
  for (const problem of credentialProblems(mode, gateway)) {
    errors.add(problem);
  }
  // The authorizer type can be overridden after the target is created.
  scope.node.addValidation({ validate: () => credentialProblems(mode, gateway) });
}

function credentialProblems(mode: CredentialMode, gateway: IGatewayRef): string[] {
  const authorizer = authorizerOf(gateway) ?? '';
  const accepted = ACCEPTED[authorizer];
  return accepted && !accepted.modes.includes(mode)
    ? [`credentials: the gateway ${gateway.node.id} uses ${authorizer} authorization, so ${accepted.must}`]
    : [];
}

function checkTargets({ errors }: TargetBinding, gateway: IGatewayRef, targets: IGatewayTargetRef[]): void {
  for (const [index, target] of targets.entries()) {
    if (areDifferent(target.gatewayTargetRef.gatewayIdentifier, gateway.gatewayRef.gatewayIdentifier)) {
      errors.add(
        `source.waitFor[${index}] must be a target of the gateway ${gateway.node.id}, got a target of another gateway: ${target.node.path}. Remove it.`,
      );
    }
  }
}

/**
 * Returns the targets of a gateway in all stacks of the stage of a construct, at any construct level. It is evaluated
 * at synth, so the order in which they are defined does not matter.
 *
 * @param user The construct that waits for them
 */
function targetsOf(gateway: IGatewayRef, user: IConstruct): IDependable {
  const targets: IDependable = {};
  Dependable.implement(targets, {
    get dependencyRoots() {
      const source = sourceOf(gateway.gatewayRef.gatewayIdentifier);
      return (Stage.of(user) ?? user.node.root).node
        .findAll()
        .filter(CfnGatewayTarget.isCfnGatewayTarget)
        .filter(({ gatewayIdentifier, stack }) => sourceOf(gatewayIdentifier) === source && !dependsOn(stack, user));
    },
  });
  return targets;
}

function dependsOn(stack: Stack, user: IConstruct): boolean {
  return stack.dependencies.some((other) => other === Stack.of(user) || dependsOn(other, user));
}
