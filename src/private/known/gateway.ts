import { CfnGateway, type IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnRole, type IRole, Role } from 'aws-cdk-lib/aws-iam';
import { Reference, Token, Tokenization } from 'aws-cdk-lib/core';
import { isUnknown } from '../validation/unknown';
import { propertyOf, resourceOf } from './resource';

/**
 * Returns the inbound authorizer type of a gateway: `undefined` if it is not known at synth. An import of aws-cdk-lib
 * always reports `AWS_IAM`, so imports are not known.
 */
export function authorizerOf(gateway: IGatewayRef): string | undefined {
  const resource = resourceOf(gateway, CfnGateway.isCfnGateway);
  const type = resource && propertyOf(resource, 'authorizerType');
  return typeof type === 'string' && !isUnknown(type) ? type : undefined;
}

/** Returns the protocol type of a gateway: `undefined` if the gateway has none or it is not known at synth. */
export function protocolOf(gateway: IGatewayRef): string | undefined {
  const resource = resourceOf(gateway, CfnGateway.isCfnGateway);
  const type = resource && propertyOf(resource, 'protocolType');
  return typeof type === 'string' && !isUnknown(type) ? type : undefined;
}

/** Returns the role of a gateway: that of its construct, or the role that its L1 resource refers to. */
export function gatewayRoleOf(gateway: IGatewayRef): IRole | undefined {
  const { role } = gateway as { readonly role?: IRole };
  const resource = resourceOf(gateway, CfnGateway.isCfnGateway);
  return role ?? (resource && roleOfResource(resource));
}

/**
 * Returns one role for all targets of the gateway. A role that is defined in this app is found through its ARN, because
 * the name of a role with a path cannot be derived from an ARN that is a token.
 */
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
