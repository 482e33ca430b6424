/** Rules that invoke agents, and what their workflows send for an event. */
import { EventField, Rule } from 'aws-cdk-lib/aws-events';
import type { Stack } from 'aws-cdk-lib/core';
import { EventTarget, type HarnessEventOptions, type RuntimeEventOptions } from '../../src';
import { harnessIn, runtimeIn } from '../support/helpers';
import type { SynthesizedStack } from '../support/synthesize';
import { wire } from '../support/wiring';
import { definitionOf, evaluate } from '../support/workflow';

export const SESSION = 's'.repeat(33);

/** An event of Amazon S3, with a key that would break out of a text that is not escaped. */
export const EVENT = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '111122223333',
  time: '2026-11-28T09:00:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:s3:::uploads'],
  detail: { object: { key: 'a "quoted" {% $uuid() %} \\ key', size: 1024 }, tags: ['new'] },
};
export const KEY = EventField.fromPath('$.detail.object.key');

export function ruleFor(stack: Stack, ...targets: EventTarget[]): Rule {
  return new Rule(stack, 'Uploads', { eventPattern: { source: ['aws.s3'] }, targets });
}
export const harnessTarget = (stack: Stack, options: Partial<HarnessEventOptions> = {}) =>
  ruleFor(stack, EventTarget.harness(harnessIn(stack), { prompt: 'Report', ...options }));
export const runtimeTarget = (stack: Stack, options?: RuntimeEventOptions) =>
  ruleFor(stack, EventTarget.runtime(runtimeIn(stack), options));

interface Target {
  readonly Arn: string;
  readonly RoleArn: string;
  readonly RetryPolicy: object;
  readonly DeadLetterConfig?: { readonly Arn: string };
}

/** The targets of the only rule, with their references resolved. */
export function targetsOf(stacks: SynthesizedStack[]): Target[] {
  const [rule] = wire(stacks)
    .flatMap(({ template }) => Object.values(template.Resources))
    .filter(({ Type }) => Type === 'AWS::Events::Rule');
  return rule.Properties?.Targets as Target[];
}

/** The request that the workflow sends for an event. */
export async function requestFor(stacks: SynthesizedStack[], event: object = EVENT): Promise<Record<string, unknown>> {
  const [{ Arguments }] = Object.values(definitionOf(stacks).States);
  return (await evaluate(Arguments, { input: event })) as Record<string, unknown>;
}
