import type { IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Duration } from 'aws-cdk-lib/core';
import type { Endpoint } from '../../agent/endpoint';
import { seconds } from '../../agent/lifecycle';
import type { ValidationErrors } from '../../private/validation/validation-errors';
import type { ApiSchema } from '../documents/api-schema';
import type { BoundTarget, TargetBinding, TargetKind } from '../target-binding';
import { checkConnectorId } from './connector';
import { bindRuntimeAccess } from './runtime-access';

/** Which version of a runtime is called, and what the gateway knows of its requests. */
export interface RuntimeTargetOptions {
  /**
   * The endpoint of the runtime that is called.
   *
   * @default - the one that leads to the newest version
   */
  readonly endpoint?: Endpoint;

  /**
   * What requests and answers are like, for policies and guardrails to look into: an OpenAPI document.
   *
   * @default - known for MCP and A2A, not known otherwise
   */
  readonly schema?: ApiSchema;
}

/** What a server speaks to which requests are passed through. */
export enum PassthroughProtocol {
  /** MCP: one server, which is not joined with others. */
  MCP = 'MCP',
  /** A2A: an agent. */
  A2A = 'A2A',
  /** A model's API. */
  INFERENCE = 'INFERENCE',
  /** Anything else. */
  CUSTOM = 'CUSTOM',
}

/** What is known of a server to which requests are passed through. */
export interface PassthroughOptions {
  /**
   * What requests and answers are like, for policies and guardrails to look into: an OpenAPI document.
   *
   * @default - known for MCP, A2A and well-known models, not known otherwise
   */
  readonly schema?: ApiSchema;

  /**
   * What in a request says to which session it belongs, 1 to 256 characters: requests of one session go to one place.
   *
   * @default - requests go anywhere
   */
  readonly stickyBy?: string;

  /**
   * How long a session is remembered, 1 to 86,400 seconds. Needs `stickyBy`.
   *
   * @default - as long as the service does
   */
  readonly stickyFor?: Duration;
}

/** A provider of models, and what of it is offered. */
export interface InferenceProviderOptions {
  /**
   * What is offered, 1 to 10.
   *
   * @default - all that the provider offers
   */
  readonly operations?: InferenceOperation[];

  /**
   * What stands in the provider's names of models between a prefix and the name, so that callers may leave the prefix out: `.`.
   *
   * @default - callers give the full names
   */
  readonly stripPrefixBefore?: string;
}

/** One thing that a provider of models does. */
export interface InferenceOperation {
  /**
   * The path under which callers find it, as in `/v1/chat/completions`, 1 to 256 characters.
   */
  readonly path: string;

  /**
   * The path under which the provider has it.
   *
   * @default - the same
   */
  readonly providerPath?: string;

  /**
   * The models that may be asked for, 1 to 100 names or patterns with `*` and `?`.
   *
   * @default - all
   */
  readonly models?: string[];
}

export const RUNTIME: TargetKind = {
  name: 'a runtime',
  isMcp: false,
  takes: ['gatewayRole', 'callerIam', 'jwtPassthrough', 'clientCredentials'],
  usual: 'gatewayRole',
  mayBePrivate: false,
};
export const PASSTHROUGH: TargetKind = {
  name: 'a server that requests are passed through to',
  isMcp: false,
  signingService: 'named',
  mayBePrivate: true,
};
export const INFERENCE_PROVIDER: TargetKind = { ...PASSTHROUGH, name: 'a provider of models' };
export const INFERENCE_CONNECTOR: TargetKind = {
  name: 'a connector to models',
  isMcp: false,
  signingService: 'known',
  mayBePrivate: false,
};

export function bindRuntime(binding: TargetBinding, runtime: IRuntimeRef, options: RuntimeTargetOptions): BoundTarget {
  const { endpoint } = options;
  bindRuntimeAccess(binding, runtime, endpoint);
  const schema = bindSchema(binding, options.schema);
  const agentcoreRuntime = { arn: runtime.runtimeRef.agentRuntimeArn, qualifier: endpoint?.endpointName, schema };
  return { config: { http: { agentcoreRuntime } }, toolNames: [] };
}

export function bindPassthrough(
  binding: TargetBinding,
  endpoint: string,
  protocolType: PassthroughProtocol,
  options: PassthroughOptions,
): BoundTarget {
  const { stickyBy, stickyFor } = options;
  checkPath(binding.errors, endpoint);
  binding.errors.checkInteger('source.stickyFor', stickyFor && seconds(stickyFor), 1, 86_400, 'seconds');
  if (stickyFor && stickyBy === undefined) {
    binding.errors.add('source.stickyFor has no effect without source.stickyBy: give both, or none');
  }
  const schema = bindSchema(binding, options.schema);
  const stickinessConfiguration =
    stickyBy === undefined ? undefined : { identifier: stickyBy, timeout: stickyFor && seconds(stickyFor) };
  return {
    config: { http: { passthrough: { endpoint, protocolType, schema, stickinessConfiguration } } },
    toolNames: [],
  };
}

/** The schema checks the host and the port, and lets anything through behind them. */
function checkPath(errors: ValidationErrors, endpoint: string): void {
  if (/^https:\/\/[^\s/]+\//.test(endpoint)) {
    errors.checkUrl('source.endpoint', endpoint);
  }
}

function bindSchema(binding: TargetBinding, document?: ApiSchema) {
  const schema = document?._bind(binding.scope, binding.errors, 'HTTP');
  binding.permitSchema(schema?.object);
  return schema && { source: schema.config };
}

export function bindInferenceConnector({ errors }: TargetBinding, connectorId: string): BoundTarget {
  checkConnectorId(errors, connectorId);
  return { config: { inference: { connector: { source: { connectorId } } } }, toolNames: [] };
}

export function bindInferenceProvider(
  { errors }: TargetBinding,
  endpoint: string,
  options: InferenceProviderOptions,
): BoundTarget {
  const { stripPrefixBefore } = options;
  checkPath(errors, endpoint);
  const modelMapping =
    stripPrefixBefore === undefined ? undefined : { providerPrefix: { strip: true, separator: stripPrefixBefore } };
  const operations = options.operations?.map(({ path, providerPath, models }) => ({
    path,
    providerPath,
    models: models?.map((model) => ({ model })),
  }));
  return { config: { inference: { provider: { endpoint, modelMapping, operations } } }, toolNames: [] };
}
