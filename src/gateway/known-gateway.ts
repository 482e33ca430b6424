import { CfnGateway, type IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnRole, type IRole, Role } from 'aws-cdk-lib/aws-iam';
import { Reference, Token, Tokenization } from 'aws-cdk-lib/core';

/** The resource of a gateway that is made in this app, by whatever level of construct. */
export function resourceOf(gateway: IGatewayRef): CfnGateway | undefined {
  return [gateway, gateway.node.defaultChild].find(CfnGateway.isCfnGateway);
}

/** The role of a gateway: that of its construct, or the one that its resource names. */
export function roleOf(gateway: IGatewayRef): IRole | undefined {
  const { role } = gateway as { readonly role?: IRole };
  const resource = resourceOf(gateway);
  return role ?? (resource && roleOfResource(resource));
}

/** One for all targets of the gateway. A role that is made in this app is found behind its ARN, for an ARN that is a token does not say the name of a role with a path. */
function roleOfResource(gateway: CfnGateway): IRole {
  const { roleArn } = gateway;
  const token = Token.isUnresolved(roleArn) ? Tokenization.reverseString(roleArn).firstToken : undefined;
  const made = Reference.isReference(token) && CfnRole.isCfnRole(token.target) ? token.target : undefined;
  const construct = made?.node.scope;
  if (Role.isRole(construct)) {
    return construct;
  }
  const known = gateway.node.tryFindChild('RoleOfTargets') as IRole | undefined;
  if (known) {
    return known;
  }
  return made
    ? Role.fromRoleName(gateway, 'RoleOfTargets', made.ref)
    : Role.fromRoleArn(gateway, 'RoleOfTargets', roleArn);
}

/** What a gateway of this app has for a property, unless nobody knows: it may be a token, or overridden. */
export function literalOf(
  gateway: IGatewayRef,
  property: 'protocolType' | 'authorizerType',
): string | undefined | null {
  const resource = resourceOf(gateway);
  const name = `${property[0].toUpperCase()}${property.slice(1)}`;
  const overrides = (resource as unknown as { rawOverrides?: { Properties?: object } } | undefined)?.rawOverrides;
  if (!resource || Token.isUnresolved(resource[property]) || name in (overrides?.Properties ?? {})) {
    return undefined;
  }
  return resource[property] ?? null;
}
