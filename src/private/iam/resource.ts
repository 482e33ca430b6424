import type { CfnResource } from 'aws-cdk-lib/core';
import { followCondition } from '../conditions';
import { copyOf } from '../copy';
import type { PropertyNames } from '../validation/property-names';
import { reviewResource } from '../validation/resource-review';
import type { RoleBinding } from './binding';
import { warnOfLacking } from './execution-role';

/**
 * Creates the resource of a construct, and what depends on it. Every constructor with a role ends with this, after all
 * features are bound.
 *
 * @param type The name of the resource type, without the service
 * @param config The properties of the resource
 * @param names How users name the properties of the resource that the service names differently
 * @param create Creates the resource, and other resources that the construct consists of
 */
export function createResource<Config extends object, Created extends { readonly resource: CfnResource }>(
  binding: RoleBinding,
  type: string,
  config: Config,
  names: PropertyNames,
  create: (config: Config) => Created,
): Created {
  const { scope, errors, prerequisites, onCreated } = binding;
  errors.checkLimits(type, config, names);
  errors.throwIfAny();
  const created = create(copyOf(config));
  created.resource.node.addDependency(...prerequisites);
  for (const add of onCreated) {
    add(created.resource);
  }
  reviewResource(scope, type);
  warnOfLacking(binding);
  followCondition(scope);
  return created;
}
