import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Stack } from 'aws-cdk-lib/core';

export const featureOf = (index: number) => `Feature${String(index).padStart(2, '0')}`;
export const allSids = (count: number) => Array.from({ length: count }, (_, index) => featureOf(index));

/** A statement of exactly the given number of characters. */
export function permission(feature: string, length: number) {
  const [action, arn] = [`service:${feature}`, 'arn:aws:service:us-east-1:111122223333:'];
  const rest = JSON.stringify({ Action: action, Effect: 'Allow', Resource: arn, Sid: feature }).length;
  return { feature, actions: [action], resources: [arn + 'x'.repeat(length - rest)] };
}

export const trusting = (stack: Stack) =>
  new Role(stack, 'Given', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
