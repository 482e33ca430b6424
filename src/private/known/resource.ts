import { CfnResource, type ResourceEnvironment, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { regionOfArn } from '../arns';

/**
 * Returns the L1 resource of a construct, at whatever construct level: `undefined` for an import. The `Memory` of
 * aws-cdk-lib has no default child.
 *
 * @param isResource The type guard of the L1, such as `CfnRuntime.isCfnRuntime`
 */
export function resourceOf<T extends CfnResource>(
  construct: IConstruct,
  isResource: (value: unknown) => value is T,
): T | undefined {
  const { node } = construct;
  return [construct, node.defaultChild, node.tryFindChild('Memory')].find(isResource);
}

/**
 * Returns the value that a property of a resource has in the template, including property overrides: `undefined` if the
 * property is absent, and a token if the value is not known at synth.
 */
export function propertyOf(resource: CfnResource, ...path: string[]): unknown {
  const { rawOverrides } = resource as unknown as { readonly rawOverrides?: { readonly Properties?: unknown } };
  let value: unknown = resource;
  let override = rawOverrides?.Properties;
  for (const step of path) {
    const name = `${step[0].toUpperCase()}${step.slice(1)}`;
    value = Token.isUnresolved(value) ? value : memberOf(value, step);
    const isOverridden = isObject(override) && name in override;
    override = isOverridden ? memberOf(override, name) : undefined;
    if (isOverridden && !isObject(override)) {
      value = override;
    }
  }
  return isObject(override) ? { ...(isObject(value) ? value : {}), ...override } : value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Token.isUnresolved(value);
}

export function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/**
 * Returns the Region of a referenced resource. For an import, this is the Region in the ARN, because some imports of
 * aws-cdk-lib report the Region of the stack.
 */
export function regionOf(reference: IConstruct & { readonly env: ResourceEnvironment }, arn: string): string {
  return resourceOf(reference, CfnResource.isCfnResource) ? reference.env.region : regionOfArn(arn);
}
