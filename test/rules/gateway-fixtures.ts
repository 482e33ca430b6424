import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ApiGatewayHttpMethod } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Stack } from 'aws-cdk-lib/core';
import {
  type ApiGatewayTargetOptions,
  type GatewayTargetProps,
  type RuntimeProps,
  TargetCredentials,
  TargetSource,
  ToolSchema,
} from '../../src';
import * as references from '../support/fixtures/limits/references';
import { functionIn } from '../support/fixtures/parts';
import { runtimeIn } from '../support/helpers';
import { targetIn } from '../support/rendered';

export const { GET, PUT } = ApiGatewayHttpMethod;
export const TOOLS = ToolSchema.fromObject([{ name: 'find', description: 'Finds.', inputSchema: { type: 'object' } }]);
export const NONE = TargetCredentials.none();
export const SERVER = TargetSource.fromMcpServer('https://mcp.example.com');
export const FILTERS = [{ filterPath: '/pets/*', methods: [GET] }];

export const ofFunction = (stack: Stack) => TargetSource.fromFunction(functionIn(stack, 'Orders'), TOOLS);
export const ofApi = (
  stack: Stack,
  options: Partial<ApiGatewayTargetOptions>,
  api = RestApi.fromRestApiId(stack, 'Api', 'a1'),
) => targetIn(stack, { source: TargetSource.fromApiGateway(api, { stage: 'prod', filters: FILTERS, ...options }) });
export const ofRuntime = (stack: Stack) => TargetSource.fromRuntime(references.runtime(stack));
export const withProps = (propsOf: (stack: Stack) => Partial<GatewayTargetProps>) => (stack: Stack) =>
  targetIn(stack, propsOf(stack));
export const mcpRuntime = (stack: Stack, props: Partial<RuntimeProps>) =>
  TargetSource.fromMcpRuntime(runtimeIn(stack, props));
