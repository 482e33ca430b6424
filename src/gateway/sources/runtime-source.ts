import type { IRuntimeRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Endpoint } from '../../agent/endpoint';
import type { ApiSchema } from '../documents/api-schema';
import type { TargetBinding } from '../target-binding';
import { bindHttpSchema } from './http-schema';
import { bindRuntimeAccess } from './runtime-access';
import type { BoundTarget, Source, TargetKind } from './source';

/** Options for `TargetSource.fromRuntime`. */
export interface RuntimeTargetOptions {
  /**
   * The endpoint through which the gateway invokes the runtime.
   *
   * @default - the `DEFAULT` endpoint, which points to the newest version
   */
  readonly endpoint?: Endpoint;

  /**
   * The OpenAPI document that describes requests and responses, which policies and guardrails of the gateway evaluate.
   *
   * @default - the schema of the protocol for MCP and A2A; no schema otherwise
   */
  readonly schema?: ApiSchema;
}

/** A runtime to which the gateway forwards requests unchanged. */
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
