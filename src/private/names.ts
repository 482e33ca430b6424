import { Names } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** A name that is the same in every synth, other in every stack and path, and within the resource's own budget. */
export function uniqueName(scope: IConstruct, maxLength: number, separator: '_' | '-'): string {
  const name = Names.uniqueResourceName(scope, { maxLength: maxLength - 1, separator });
  // Names begin with a letter, construct ids need not.
  return /^[a-zA-Z]/.test(name) ? name : `a${name}`;
}
