import { Annotations, type ResourceEnvironment, Stack } from 'aws-cdk-lib/core';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { IConstruct } from 'constructs';
import { type ArnKind, partsOf, problemOfArn } from './arn';
import { isPlaceholderArn, isUnknown } from './unknown';
import type { ValidationErrors } from './validation-errors';

/** The partition, account and Region of a resource that are known at synth. */
export interface Location {
  readonly partition?: string;
  readonly region?: string;
  readonly account?: string;
}

/** A resource that a property refers to: by its ARN, by a construct that knows its environment, or by both. */
export interface Reference {
  readonly kind: Pick<ArnKind, 'noun' | 'policy'> & Partial<ArnKind>;
  readonly arn?: string;
  readonly env?: ResourceEnvironment;
}

/**
 * The supported locations of a resource, relative to the construct that uses it. The partition must always be the same.
 */
export interface LocationRule {
  /** `own`: in the same Region. `doubt`: in another Region with a warning, because AWS does not document it. */
  readonly region: 'own' | 'doubt' | 'any';
  /**
   * `own`: in the same account. `policy`: in another account with a warning, because a policy of that account must
   * allow the use.
   */
  readonly account: 'own' | 'policy' | 'any';
}

/** The service uses the resource in the account and Region of the construct only. */
export const OWN: LocationRule = { region: 'own', account: 'own' };
/** The service uses the resource in the Region of the construct only. */
export const OWN_REGION: LocationRule = { region: 'own', account: 'policy' };
/** A resource of the same account. AWS does not document whether the service uses one of another Region. */
export const OWN_ACCOUNT: LocationRule = { region: 'doubt', account: 'own' };
/** AWS does not document whether the service uses a resource of another Region. */
export const DOUBTFUL: LocationRule = { region: 'doubt', account: 'policy' };
/** The resource may be anywhere, if the policies of its account allow the use. */
export const ANYWHERE: LocationRule = { region: 'any', account: 'policy' };
/** IAM resources are in all Regions of an account. */
export const OF_ACCOUNT: LocationRule = { region: 'any', account: 'own' };

/** Whether two Regions, or two accounts, are known to be different. Tokens are never judged. */
export function differ(left: string | undefined, right: string | undefined): boolean {
  return known(left) !== undefined && known(right) !== undefined && left !== right;
}

function known(value: string | undefined): string | undefined {
  return value === undefined || value === '' || isUnknown(value) ? undefined : value;
}

/** Returns the location of a resource: from its ARN if the ARN contains it, otherwise from its construct. */
export function locationOf({ arn, env }: Pick<Reference, 'arn' | 'env'>): Location {
  if (arn !== undefined && isPlaceholderArn(arn)) {
    return {};
  }
  const { partition, region, account } = arn === undefined ? {} : partsOf(arn);
  const place = { region: region ?? known(env?.region), account: account ?? known(env?.account) };
  return { ...place, partition: partition ?? partitionOf(place.region) };
}

function partitionOf(region: string | undefined): string | undefined {
  return region === undefined ? undefined : RegionInfo.get(region).partition;
}

/** Returns the location of a construct. The location of an import is that of its ARN. */
function locationOfUser(scope: IConstruct): Location {
  const { env = Stack.of(scope) } = scope as IConstruct & { readonly env?: ResourceEnvironment };
  return locationOf({ env });
}

/**
 * Checks the kind of an ARN, and that the construct can use a resource in this location. Tokens are not checked.
 *
 * @param prop The property, as users type it
 */
export function checkReference(errors: ValidationErrors, prop: string, reference: Reference, rule: LocationRule): void {
  const { arn, kind } = reference;
  const problem = arn !== undefined && isKind(kind) ? problemOfArn(arn, kind) : undefined;
  if (problem) {
    errors.addOfValue(prop, arn, problem);
    return;
  }
  const own = locationOfUser(errors.scope);
  const its = locationOf(reference);
  if (differ(its.partition, own.partition)) {
    errors.add(
      `${prop} must be in the partition ${own.partition}, got ${its.partition}. Use ${kind.noun} in ${own.partition}.`,
    );
    return;
  }
  if (differ(its.region, own.region)) {
    judgeRegion(errors, prop, kind.noun, rule, [`${own.region}`, `${its.region}`]);
  }
  if (differ(its.account, own.account)) {
    judgeAccount(errors, prop, kind, rule, [`${own.account}`, `${its.account}`]);
  }
}

function isKind(kind: Reference['kind']): kind is ArnKind {
  return kind.resource !== undefined;
}

function judgeRegion(
  errors: ValidationErrors,
  prop: string,
  noun: string,
  { region }: LocationRule,
  [own, its]: [own: string, its: string],
): void {
  if (region === 'own') {
    errors.add(`${prop} must be in the Region ${own}, got ${its}. Use ${noun} in ${own}.`);
  } else if (region === 'doubt') {
    Annotations.of(errors.scope).addWarningV2(
      'cdk-agentcore:otherRegion',
      `${prop} is in another Region (${its}). AWS does not document whether AgentCore can use ${noun} in another Region. Use ${noun} in ${own}, or test it before you rely on it.`,
    );
  }
}

function judgeAccount(
  errors: ValidationErrors,
  prop: string,
  { noun, policy = 'resource policy' }: Reference['kind'],
  { account }: LocationRule,
  [own, its]: [own: string, its: string],
): void {
  if (account === 'own') {
    errors.add(`${prop} must be in the account ${own}, got ${its}. Use ${noun} in ${own}.`);
  } else if (account === 'policy') {
    Annotations.of(errors.scope).addWarningV2(
      'cdk-agentcore:otherAccount',
      `${prop} is in another account (${its}). Access is denied until that account allows it. Allow the execution role in the ${policy} there.`,
    );
  }
}

/** Checks only the kind of an ARN, because an import can be in any location. */
export function checkImport(errors: ValidationErrors, prop: string, arn: string, kind: ArnKind): void {
  const problem = problemOfArn(arn, kind);
  if (problem) {
    errors.add(`${prop} ${problem}`);
  }
}

/**
 * Returns the environment of an import, or none if the CDK cannot parse the ARN, for which this library reports an
 * error.
 */
export function environmentFromArn(arn: string, kind: ArnKind): { environmentFromArn?: string } {
  return problemOfArn(arn, kind) || !arn.startsWith('arn:') ? {} : { environmentFromArn: arn };
}
