import { CfnUserPool, CfnUserPoolClient, type IUserPoolClientRef, type IUserPoolRef } from 'aws-cdk-lib/aws-cognito';
import { Fn, Resource, Stack } from 'aws-cdk-lib/core';
import { propertyOf, resourceOf } from '../private/known/resource';
import { areDifferent } from '../private/known/source';
import { isUnknown } from '../private/validation/unknown';

/**
 * Returns the issuer of the tokens of a user pool.
 *
 * @internal
 */
export function userPoolIssuer(userPool: IUserPoolRef): string {
  const { userPoolId } = userPool.userPoolRef;
  // The ID begins with the Region of the user pool. An import by ID reports the Region of the stack instead.
  const isById = !Resource.isOwnedResource(userPool) && !CfnUserPool.isCfnUserPool(userPool);
  const hasRegion = isUnknown(userPoolId) || userPoolId.includes('_');
  const region = isById && hasRegion ? Fn.select(0, Fn.split('_', userPoolId)) : userPool.env.region;
  return `https://cognito-idp.${region}.${Stack.of(userPool).urlSuffix}/${userPoolId}`;
}

/**
 * Returns the problems of app clients that belong to another user pool, which therefore get no token of this one.
 *
 * @internal
 */
export function clientProblems(userPool: IUserPoolRef, clients: IUserPoolClientRef[]): string[] {
  const { userPoolId } = userPool.userPoolRef;
  return clients.flatMap((client, index) => {
    const resource = resourceOf(client, CfnUserPoolClient.isCfnUserPoolClient);
    const ownId = resource && propertyOf(resource, 'userPoolId');
    const { path } = userPool.node;
    return typeof ownId === 'string' && areDifferent(ownId, userPoolId)
      ? [
          `authorizer.clients[${index}] must be an app client of the user pool ${path}, got ${client.node.path}, an app client of another user pool. Use an app client of ${path}.`,
        ]
      : [];
  });
}
