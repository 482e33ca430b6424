import * as exported from './index';
import { guardExports } from './private/validation/guard';

// The features that both kinds of agents share
export type { AgentAttributes, AgentProps, IAgent } from './agent/agent';
export { AgentAlarms, type AgentAlarmsProps } from './agent/agent-alarms';
export {
  type AllowedWorkloads,
  Authorizer,
  ClaimRule,
  type CognitoAuthorizerOptions,
  type JwtAuthorizerOptions,
  type TokenRules,
} from './agent/authorizer';
export { ContainerImage } from './agent/container-image';
export type { ContainerImageBuildOptions, EcrImageOptions } from './agent/container-image-options';
export { Endpoint, type EndpointOptions } from './agent/endpoint';
export { GatewayAuth } from './agent/gateway-auth';
export { AgentGrants } from './agent/grants';
export type { HarnessLimits } from './agent/harness-limits';
export type { Lifecycle } from './agent/lifecycle';
export type { IMetered } from './agent/metered';
export { Model } from './agent/model';
export { GuardrailTrace, type ModelGuardrail } from './agent/model-guardrail';
export {
  BedrockApiFormat,
  type BedrockModelOptions,
  type GeminiModelOptions,
  type LiteLlmModelOptions,
  type ModelOptions,
  OpenAiApiFormat,
  type OpenAiModelOptions,
} from './agent/model-options';
export { Network, type VpcNetworkOptions } from './agent/network';
export { OAuthGrantType, type OAuthTokenOptions } from './agent/oauth-token';
export { EndpointIpAddressType, PrivateEndpoint, type PrivateEndpointVpcOptions } from './agent/private-endpoint';
export { Filesystem } from './agent/storage/filesystem';
export { ImportDataRule } from './agent/storage/import-data-rule';
export type { EfsFileSystemOptions, MountOptions } from './agent/storage/mount-options';
export { S3Files, type S3FilesProps } from './agent/storage/s3-files';
export type { IS3FilesAccessPoint, S3FilesAttributes } from './agent/storage/s3-files-access-point';
// Callers: who invokes agents
export { EventTarget, type HarnessEventOptions, type RuntimeEventOptions } from './callers/event-target';
export {
  type HarnessOverrides,
  InvokeHarness,
  type InvokeHarnessJsonataProps,
  type InvokeHarnessJsonPathProps,
  type InvokeHarnessOptions,
  type InvokeHarnessProps,
} from './callers/invoke-harness';
export {
  InvokeRuntime,
  type InvokeRuntimeJsonataProps,
  type InvokeRuntimeJsonPathProps,
  type InvokeRuntimeOptions,
  type InvokeRuntimeProps,
} from './callers/invoke-runtime';
export { type HarnessScheduleOptions, type RuntimeScheduleOptions, ScheduleTarget } from './callers/schedule-target';

// Gateway: what agents reach through a gateway
export { ApiSchema } from './gateway/documents/api-schema';
export type { BucketSchemaOptions } from './gateway/documents/schema-object';
export { type ToolDefinition, ToolSchema } from './gateway/documents/tool-schema';
export { GatewayTarget, type GatewayTargetProps, type TargetMetadata } from './gateway/gateway-target';
export type { ApiGatewayTargetOptions } from './gateway/sources/api-gateway-source';
export type { ConnectorOptions, ConnectorParameter, ConnectorTool } from './gateway/sources/connector-source';
export type { InferenceOperation, InferenceProviderOptions } from './gateway/sources/inference-provider-source';
export type { McpGatewayOptions } from './gateway/sources/mcp-gateway-source';
export type { McpRuntimeOptions } from './gateway/sources/mcp-runtime-source';
export { McpListingMode, type McpServerOptions } from './gateway/sources/mcp-server-source';
export { type PassthroughOptions, PassthroughProtocol } from './gateway/sources/passthrough-source';
export type { RuntimeTargetOptions } from './gateway/sources/runtime-source';
export { TargetSource } from './gateway/sources/target-source';
export { type GatewayRoleOptions, type SigningOptions, TargetCredentials } from './gateway/target-credentials';
// Harness: the agent whose loop the service runs
export { Harness } from './harness/harness';
export type { IHarness } from './harness/harness-base';
export { HarnessEndpoint, type HarnessEndpointAttributes, type HarnessEndpointProps } from './harness/harness-endpoint';
export { HarnessMemory } from './harness/harness-memory';
export type {
  HarnessMemoryStoreOptions,
  ManagedMemoryOptions,
  MemoryRetrieval,
} from './harness/harness-memory-options';
export type { HarnessProps } from './harness/harness-props';
export { type FunctionHookOptions, Hook, HookFailureMode, HookTarget } from './harness/hook';
export type { HarnessAttributes } from './harness/imported-harness';
export { ManagedMemoryStrategy } from './harness/managed-memory-strategy';
export { Skill } from './harness/skill';
export type { DirectorySkillOptions, GitSkillOptions } from './harness/skill-options';
export { Tool } from './harness/tool';
export type {
  BrowserToolOptions,
  CodeInterpreterToolOptions,
  GatewayToolOptions,
  InlineFunctionOptions,
  RemoteMcpOptions,
  ToolOptions,
} from './harness/tool-options';
export { type SlidingWindowOptions, type SummarizationOptions, Truncation } from './harness/truncation';
// Identity: what agents sign in with elsewhere
export { ApiKey, type ApiKeyAttributes, type ApiKeyProps, type IApiKey } from './identity/api-key';
export { CredentialGrants } from './identity/credential-grants';
export { type HeaderKeyOptions, HeaderValue } from './identity/header-value';
export {
  type IOAuthClient,
  OAuthClient,
  type OAuthClientAttributes,
  type OAuthClientProps,
} from './identity/oauth-client';
export { JwtAlgorithm, OAuthClientAuth, type PrivateKeyJwtOptions } from './identity/oauth-client-auth';
export { OAuthProvider } from './identity/oauth-provider';
export type { OAuthEndpoints, OAuthProviderOptions, OAuthServer } from './identity/oauth-provider-options';
export { OnBehalfOf } from './identity/on-behalf-of';
export type { MemoryStoreAttributes } from './memory/imported-memory-store';
// Memory: what agents remember
export { MemoryGrants, type MemoryScope } from './memory/memory-grants';
export { MemoryMetadata, type MemoryMetadataOptions } from './memory/memory-metadata';
export { MemoryStore, type MemoryStoreProps, type NamespaceKeyRule } from './memory/memory-store';
export type { IMemoryStore } from './memory/memory-store-base';
export { MemoryStrategy } from './memory/memory-strategy';
export type {
  EpisodicMemoryOptions,
  MemoryStep,
  MemoryStrategyOptions,
  SelfManagedMemoryOptions,
} from './memory/memory-strategy-options';

// Review: the agents of an app for people
export { AgentReview } from './review/agent-review';
// Runtime: the agent whose code is yours
export { Artifact } from './runtime/artifact';
export type {
  BucketArtifactOptions,
  CodeArtifactOptions,
  DirectoryArtifactOptions,
  PythonArtifactOptions,
  TypeScriptArtifactOptions,
} from './runtime/artifact-options';
export { CapacityProvider } from './runtime/capacity/capacity-provider';
export type { CapacityProviderProps } from './runtime/capacity/capacity-provider-props';
export { CapacityReservation } from './runtime/capacity/capacity-reservation';
export {
  type DataVolume,
  EphemeralVolume,
  type EphemeralVolumeOptions,
  type VolumeOptions,
} from './runtime/capacity/capacity-volume';
export type { CapacityProviderAttributes } from './runtime/capacity/imported-capacity-provider';
export type { InstanceLaunchOptions } from './runtime/capacity/instance-launch';
export type { RuntimeAttributes } from './runtime/imported-runtime';
export { LogDestination } from './runtime/log-destination';
export type { Observability } from './runtime/observability';
export { Runtime } from './runtime/runtime';
export type { IRuntime } from './runtime/runtime-base';
export { RuntimeEndpoint, type RuntimeEndpointAttributes, type RuntimeEndpointProps } from './runtime/runtime-endpoint';
export type { RuntimeProps } from './runtime/runtime-props';
export { Use } from './runtime/use';
export type {
  UseAnythingOptions,
  UseBrowserOptions,
  UseCodeInterpreterOptions,
  UseGatewayOptions,
  UseMemoryOptions,
  UseOptions,
} from './runtime/use-options';

guardExports(exported);
