import type { IRole, PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import { PropertyInjectors } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Whether the app changes the roles that constructs create in a scope: with `Role.customizeRoles`, or with a property
 * injector for `Role`.
 */
export function changesRoles(scope: IConstruct): boolean {
  return (
    scope.node.tryGetContext('@aws-cdk/iam:customizeRoles') !== undefined ||
    scope.node.scopes.some(
      (parent) =>
        PropertyInjectors.hasPropertyInjectors(parent) &&
        PropertyInjectors.of(parent).for('aws-cdk-lib.aws-iam.Role') !== undefined,
    )
  );
}

/** Returns the trust policy of a role: `undefined` for an import. */
export function trustPolicyOf(role: IRole): PolicyDocument | undefined {
  return (role as Partial<Role>).assumeRolePolicy;
}
