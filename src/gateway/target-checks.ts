import { CfnGateway, type IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Annotations } from 'aws-cdk-lib/core';
import type { PrivateEndpoint } from '../agent/private-endpoint';
import { attachPermissions } from '../private/iam/execution-role';
import { policyOf } from '../private/iam/statement';
import { authorizerOf, protocolOf } from '../private/known/gateway';
import { propertyOf, resourceOf } from '../private/known/resource';
import { areDifferent } from '../private/known/source';
import { checkHeaderName, RESTRICTED_HEADERS } from '../private/validation/headers';
import { INBOUND } from '../private/validation/inbound';
import type { TargetMetadata } from './gateway-target';
import type { TargetKind } from './sources/source';
import type { CredentialMode, TargetBinding } from './target-binding';
import type { TargetCredentials } from './target-credentials';

const WORDS: Record<CredentialMode, string> = {
  none: '.none()',
  gatewayRole: '.gatewayRole(…)',
  callerIam: '.callerIam(…)',
  jwtPassthrough: '.jwtPassthrough()',
  apiKey: '.apiKeyInHeader(…)',
  clientCredentials: '.oauth(…)',
  authorizationCode: '.oauth(…) with AUTHORIZATION_CODE',
  tokenExchange: '.oauth(…) with TOKEN_EXCHANGE',
};

export function checkCredentials({ errors, mode }: TargetBinding, kind: TargetKind, given?: TargetCredentials): void {
  const modes = kind.takes ?? (Object.keys(WORDS) as CredentialMode[]);
  const choice = choiceOf(modes.map((supported) => `TargetCredentials${WORDS[supported]}`));
  if (!given && !kind.usual) {
    errors.add(`credentials is required for ${kind.name}. Use ${choice}.`);
  } else if (!modes.includes(mode)) {
    errors.add(`credentials must be ${choice} for ${kind.name}, got TargetCredentials${WORDS[mode]}.`);
  }
}

function choiceOf(options: string[]): string {
  return options.length > 1 ? `${options.slice(0, -1).join(', ')} or ${options[options.length - 1]}` : options[0];
}

/** The types of the credentials for which the authorizer type of the gateway matters. */
const CREDENTIAL_TYPES: Partial<Record<CredentialMode, string>> = {
  jwtPassthrough: 'JWT_PASSTHROUGH',
  callerIam: 'CALLER_IAM_CREDENTIALS',
};

/** Rejects a gateway whose protocol or authorizer type does not fit the kind of target, or its credentials. */
export function checkGateway({ errors, mode, scope }: TargetBinding, kind: TargetKind, gateway: IGatewayRef): void {
  const protocol = protocolOf(gateway);
  if (!kind.isMcp && protocol) {
    errors.add(
      `gateway must not have a protocol for ${kind.name}, got ${protocol}. Omit protocolType of the CfnGateway, or set it to undefined on the defaultChild of a Gateway.`,
    );
  }
  for (const problem of authorizerProblems(mode, gateway)) {
    errors.add(problem);
  }
  // The authorizer type can be overridden after the target is created.
  scope.node.addValidation({ validate: () => authorizerProblems(mode, gateway) });
}

/** Rejects a role that is not the role of the gateway, which would have no effect on its requests. */
export function checkGatewayRole({ scope, gateway }: TargetBinding, given?: IRole): void {
  const resource = resourceOf(gateway, CfnGateway.isCfnGateway);
  if (given && resource) {
    scope.node.addValidation({
      validate: () => {
        // The role of the gateway can be overridden after the target is created.
        const roleArn = propertyOf(resource, 'roleArn');
        return typeof roleArn === 'string' && areDifferent(roleArn, given.roleArn)
          ? [
              `gatewayRole must be the execution role of the gateway ${gateway.node.path}, got another role, ${given.node.path}. The gateway would not have the permissions of the target. Omit gatewayRole.`,
            ]
          : [];
      },
    });
  }
}

function authorizerProblems(mode: CredentialMode, gateway: IGatewayRef): string[] {
  const authorizer = authorizerOf(gateway);
  const inbound = INBOUND[CREDENTIAL_TYPES[mode] ?? ''];
  if (inbound && authorizer && !inbound.types.includes(authorizer)) {
    return [
      `credentials: TargetCredentials${WORDS[mode]} must have a gateway with authorizer type ${inbound.types.join(' or ')}, got ${authorizer}: ${inbound.reason}. Change the authorizer type of the gateway, or use other credentials.`,
    ];
  }
  return [];
}

export function checkMetadata({ errors }: TargetBinding, metadata: TargetMetadata = {}): void {
  for (const prop of ['requestHeaders', 'responseHeaders'] as const) {
    for (const [index, header] of (metadata[prop] ?? []).entries()) {
      // The schema rejects an empty name.
      if (header !== '') {
        checkHeaderName(errors, `metadata.${prop}[${index}]`, header);
      }
    }
    const restricted = (metadata[prop] ?? []).filter((header) => RESTRICTED_HEADERS.has(header.toLowerCase()));
    for (const header of restricted) {
      errors.add(
        `metadata.${prop} must not contain restricted headers, which gateways do not forward, got "${header}". Use a custom header.`,
      );
    }
  }
}

export function checkPrivateEndpoint({ errors }: TargetBinding, kind: TargetKind, given?: PrivateEndpoint): void {
  if (given && !kind.mayBePrivate) {
    errors.add(`privateEndpoint is not supported for ${kind.name}, which needs no private connectivity. Omit it.`);
  }
}

/** Grants the permissions to the execution role of the gateway, on which the target then depends. */
export function permitTarget(binding: TargetBinding): void {
  const { scope, stack, gatewayRole } = binding;
  if (gatewayRole) {
    attachPermissions(binding, gatewayRole);
  } else {
    const statements = binding.permissions.statements((value) => stack.resolve(value));
    if (statements.length > 0) {
      const document = stack.resolve(policyOf(statements));
      Annotations.of(scope).addWarningV2(
        'cdk-agentcore:gatewayRoleNotKnown',
        `gateway: the execution role of the gateway is not known, so the permissions of the target are not granted. Creation of the target fails without them. Pass gatewayRole, or grant the role these permissions first: ${JSON.stringify(document)}`,
      );
    }
  }
  if (binding.signsForNothing) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:targetWithoutPermissions',
      'credentials: the execution role of the gateway signs the requests, but the permissions that it needs are not known, so none are granted. The target may reject the requests. Pass actions and resourceArns to TargetCredentials.gatewayRole(…).',
    );
  }
}
