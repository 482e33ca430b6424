import type { IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Endpoint } from '../../agent/endpoint';
import type { ApiSchema } from '../documents/api-schema';
import type { TargetBinding } from '../target-binding';
import { bindHttpSchema } from './http-schema';
import { bindRuntimeAccess } from './runtime-access';
import type { BoundTarget, Source, TargetKind } from './source';

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

/** A runtime that requests go to as they are. */
export class RuntimeSource implements Source {
  public readonly kind: TargetKind = {
    name: 'a runtime',
    isMcp: false,
    takes: ['gatewayRole', 'callerIam', 'jwtPassthrough', 'clientCredentials'],
    usual: 'gatewayRole',
    mayBePrivate: false,
    propertyNames: { 'agentcoreRuntime/arn': 'runtime', 'agentcoreRuntime/qualifier': 'endpoint', schema: 'schema' },
  };

  public constructor(
    private readonly runtime: IRuntimeRef,
    private readonly options: RuntimeTargetOptions,
  ) {}

  public bind(binding: TargetBinding): BoundTarget {
    const { runtime, options } = this;
    const { endpoint } = options;
    bindRuntimeAccess(binding, runtime, endpoint);
    const schema = bindHttpSchema(binding, options.schema);
    const agentcoreRuntime = { arn: runtime.runtimeRef.agentRuntimeArn, qualifier: endpoint?.endpointName, schema };
    return { config: { http: { agentcoreRuntime } }, toolNames: [] };
  }
}
