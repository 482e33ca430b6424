import { Annotations, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { isUnknown } from './unknown';

/**
 * The Regions in which CloudFormation has the resource types, as its registry listed them in November 2026. The list
 * grows, so a Region that is missing is a warning and not an error.
 */
const HARNESS = [
  'ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1',
  'eu-isoe-west-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 sa-east-1 us-east-1 us-east-2',
  'us-gov-west-1 us-iso-east-1 us-iso-west-1 us-isob-east-1 us-isob-west-1 us-isof-east-1 us-isof-south-1',
  'us-west-2',
];
const HARNESS_ENDPOINT = [
  'ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1',
  'eu-isoe-west-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 sa-east-1 us-east-1 us-east-2',
  'us-iso-east-1 us-iso-west-1 us-isob-east-1 us-isob-west-1 us-isof-east-1 us-isof-south-1 us-west-2',
];
const RUNTIME = [
  'ap-northeast-1 ap-northeast-2 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-5',
  'ap-southeast-7 ca-central-1 cn-north-1 cn-northwest-1 eu-central-1 eu-isoe-west-1 eu-north-1 eu-south-1',
  'eu-south-2 eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 sa-east-1 us-east-1 us-east-2 us-gov-west-1',
  'us-iso-east-1 us-iso-west-1 us-isob-east-1 us-isob-west-1 us-isof-east-1 us-isof-south-1 us-west-1',
  'us-west-2',
];
const CAPACITY_PROVIDER = [
  'ap-northeast-1 ap-south-1 ap-southeast-1 ap-southeast-2 eu-central-1 eu-isoe-west-1 eu-west-1',
  'eusc-de-east-1 us-east-1 us-east-2 us-iso-east-1 us-iso-west-1 us-isob-east-1 us-isob-west-1',
  'us-isof-east-1 us-isof-south-1 us-west-2',
];
const MEMORY = [
  'ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1',
  'eu-isoe-west-1 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 sa-east-1',
  'us-east-1 us-east-2 us-gov-west-1 us-iso-east-1 us-iso-west-1 us-isob-east-1 us-isob-west-1',
  'us-isof-east-1 us-isof-south-1 us-west-2',
];
const GATEWAY_TARGET = [
  'ap-northeast-1 ap-northeast-2 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-5',
  'ca-central-1 cn-north-1 cn-northwest-1 eu-central-1 eu-isoe-west-1 eu-north-1 eu-south-1 eu-south-2',
  'eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 sa-east-1 us-east-1 us-east-2 us-gov-west-1 us-iso-east-1',
  'us-iso-west-1 us-isob-east-1 us-isob-west-1 us-isof-east-1 us-isof-south-1 us-west-1 us-west-2',
];
const CREDENTIAL_PROVIDER = [
  'ap-northeast-1 ap-northeast-2 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-5',
  'ap-southeast-7 ca-central-1 eu-central-1 eu-isoe-west-1 eu-north-1 eu-south-1 eu-south-2 eu-west-1',
  'eu-west-2 eu-west-3 eusc-de-east-1 sa-east-1 us-east-1 us-east-2 us-gov-west-1 us-iso-east-1',
  'us-iso-west-1 us-isob-east-1 us-isob-west-1 us-isof-east-1 us-isof-south-1 us-west-1 us-west-2',
];
const RESOURCE_POLICY = [
  'ap-northeast-1 ap-northeast-2 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1',
  'eu-isoe-west-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 sa-east-1 us-east-1 us-east-2',
  'us-gov-west-1 us-iso-east-1 us-iso-west-1 us-isob-east-1 us-isob-west-1 us-isof-east-1',
  'us-isof-south-1 us-west-2',
];
const REGIONS: Partial<Record<string, string[]>> = {
  Harness: HARNESS,
  HarnessEndpoint: HARNESS_ENDPOINT,
  Runtime: RUNTIME,
  RuntimeEndpoint: RUNTIME,
  CapacityProvider: CAPACITY_PROVIDER,
  Memory: MEMORY,
  GatewayTarget: GATEWAY_TARGET,
  ApiKeyCredentialProvider: CREDENTIAL_PROVIDER,
  OAuth2CredentialProvider: CREDENTIAL_PROVIDER,
  ResourcePolicy: RESOURCE_POLICY,
};

/** Warns of a resource type that CloudFormation does not have in the Region of the stack. */
export function warnUnlessOffered(scope: Construct, type: string): void {
  const { region } = Stack.of(scope);
  const regions = REGIONS[type];
  if (regions && !isUnknown(region) && !regions.some((line) => line.split(' ').includes(region))) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:typeNotInRegion',
      `The resource type AWS::BedrockAgentCore::${type} is not known to be available in ${region}. If it is not, the deployment fails with "Unrecognized resource types". Check the Regions of Amazon Bedrock AgentCore, or deploy the stack to another Region.`,
    );
  }
}

/** The Regions in which AWS announced platform version V2 of runtimes, as of November 2026. */
const PLATFORM_V2 = 'ap-northeast-1 eu-west-1 us-east-1 us-east-2 us-west-2';

/** Warns of a platform version that the Region of the stack is not known to have. */
export function warnUnlessPlatform(scope: Construct, version?: string): void {
  const { region } = Stack.of(scope);
  if (version === 'V2' && !isUnknown(region) && !PLATFORM_V2.split(' ').includes(region)) {
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:platformVersionNotInRegion',
      `platformVersion is V2, which is not known to be available in ${region}. If it is not, the deployment fails. Use PlatformVersion.V1, or acknowledge the warning if the Region supports V2 now.`,
    );
  }
}
