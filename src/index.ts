// What agents of both kinds share
export type { AgentAttributes, AgentProps, IAgent } from './agent/agent';
export {
  type AllowedWorkloads,
  Authorizer,
  ClaimRule,
  type CognitoAuthorizerOptions,
  type JwtAuthorizerOptions,
  type TokenRules,
} from './agent/authorizer';
export { ContainerImage, type ContainerImageBuildOptions } from './agent/container-image';
export { Endpoint, type EndpointOptions } from './agent/endpoint';
export { type EfsFileSystemOptions, Filesystem, type MountOptions } from './agent/filesystem';
export { AgentGrants } from './agent/grants';
export type { Lifecycle } from './agent/lifecycle';
export {
  BedrockApiFormat,
  type BedrockModelOptions,
  type GeminiModelOptions,
  GuardrailTrace,
  type LiteLlmModelOptions,
  Model,
  type ModelGuardrail,
  type ModelOptions,
  OpenAiApiFormat,
  type OpenAiModelOptions,
} from './agent/model';
export { Network, type VpcNetworkOptions } from './agent/network';
export { EndpointIpAddressType, PrivateEndpoint, type PrivateEndpointVpcOptions } from './agent/private-endpoint';
export {
  type IS3FilesAccessPoint,
  S3Files,
  type S3FilesAttributes,
  S3FilesImport,
  type S3FilesProps,
} from './agent/s3-files';

// Harness: the agent whose loop the service runs
export { GatewayAuth, type GatewayOAuthOptions, OAuthGrantType } from './harness/gateway-auth';
export {
  Harness,
  type HarnessAttributes,
  type HarnessLimits,
  type HarnessProps,
  type IHarness,
} from './harness/harness';
export { HarnessEndpoint, type HarnessEndpointAttributes, type HarnessEndpointProps } from './harness/harness-endpoint';
export {
  HarnessMemory,
  type ManagedMemoryOptions,
  ManagedMemoryStrategy,
  type MemoryRetrieval,
  type MemoryStoreOptions,
} from './harness/harness-memory';
export { type FunctionHookOptions, Hook, HookFailureMode, HookTarget } from './harness/hook';
export { type DirectorySkillOptions, type GitSkillOptions, Skill } from './harness/skill';
export {
  type GatewayToolOptions,
  type InlineFunctionOptions,
  type RemoteMcpOptions,
  Tool,
  type ToolOptions,
} from './harness/tool';
export { type SlidingWindowOptions, type SummarizationOptions, Truncation } from './harness/truncation';

// Identity: what agents sign in with elsewhere
export { ApiKey, type ApiKeyAttributes, type ApiKeyProps, type IApiKey } from './identity/api-key';
export { type HeaderKeyOptions, HeaderValue } from './identity/header-value';
export {
  type IOAuthClient,
  OAuthClient,
  type OAuthClientAttributes,
  type OAuthClientProps,
} from './identity/oauth-client';
export { type OAuthEndpoints, OAuthProvider, type OAuthServer } from './identity/oauth-provider';

// Runtime: the agent whose code is yours
export {
  Artifact,
  type BucketArtifactOptions,
  type CodeArtifactOptions,
  type DirectoryArtifactOptions,
  type PythonArtifactOptions,
  type TypeScriptArtifactOptions,
} from './runtime/artifact';
export {
  CapacityProvider,
  type CapacityProviderAttributes,
  type CapacityProviderProps,
} from './runtime/capacity-provider';
export { CapacityReservation } from './runtime/capacity-reservation';
export {
  type DataVolume,
  EphemeralVolume,
  type EphemeralVolumeOptions,
  type VolumeOptions,
} from './runtime/capacity-volume';
export type { InstanceLaunchOptions } from './runtime/instance-launch';
export {
  type IRuntime,
  Runtime,
  type RuntimeAttributes,
  type RuntimeProps,
} from './runtime/runtime';
export { RuntimeEndpoint, type RuntimeEndpointAttributes, type RuntimeEndpointProps } from './runtime/runtime-endpoint';
export { Use, type UseAnythingOptions, type UseMemoryOptions, type UseOptions } from './runtime/use';
