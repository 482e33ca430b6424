import type { Stack } from 'aws-cdk-lib/core';
import { type GatewayTargetProps, TargetCredentials, ToolSchema } from '../../../src';
import { renderTarget } from '../../support/rendered';

export const TOOLS = ToolSchema.fromObject([
  { name: 'find', description: 'Finds an order.', inputSchema: { type: 'object' } },
]);

export const NONE = TargetCredentials.none();

export function configOf(propsOf: (stack: Stack) => Partial<GatewayTargetProps>) {
  const rendered = renderTarget(propsOf);
  return { ...rendered, config: rendered.properties.TargetConfiguration };
}
