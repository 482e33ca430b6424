import type { IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Stack } from 'aws-cdk-lib/core';
import { regionOf } from '../private/known/resource';

/**
 * Returns the URL of the MCP endpoint of a gateway, which its ID determines also for an import.
 *
 * @internal
 */
export function gatewayUrl(gateway: IGatewayRef): string {
  const { gatewayArn, gatewayIdentifier } = gateway.gatewayRef;
  const { urlSuffix } = Stack.of(gateway);
  return `https://${gatewayIdentifier}.gateway.bedrock-agentcore.${regionOf(gateway, gatewayArn)}.${urlSuffix}/mcp`;
}
