import type { Duration } from 'aws-cdk-lib/core';
import { seconds } from '../../private/durations';
import type { ApiSchema } from '../documents/api-schema';
import type { TargetBinding } from '../target-binding';
import { checkEndpointPath } from './http-endpoint';
import { bindHttpSchema } from './http-schema';
import type { BoundTarget, Source, TargetKind } from './source';

/**
 * The protocol of a server to which a gateway passes requests through.
 *
 * @example
 * const source = agentcore.TargetSource.passthrough('https://agent.example.com', agentcore.PassthroughProtocol.A2A);
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-supported-targets.html
 */
export class PassthroughProtocol {
  /** The Model Context Protocol (MCP). The tools of the server are not combined with the tools of other targets. */
  public static readonly MCP = new PassthroughProtocol('MCP');

  /** The Agent2Agent (A2A) protocol. */
  public static readonly A2A = new PassthroughProtocol('A2A');

  /** The inference API of a model. */
  public static readonly INFERENCE = new PassthroughProtocol('INFERENCE');

  /** Any other HTTP protocol. */
  public static readonly CUSTOM = new PassthroughProtocol('CUSTOM');

  /**
   * A protocol that this version of the library does not define yet.
   *
   * @param value The protocol, as the AgentCore API names it
   */
  public static of(value: string): PassthroughProtocol {
    return new PassthroughProtocol(value);
  }

  private constructor(
    /** The protocol, as the AgentCore API names it. */
    public readonly value: string,
  ) {}

  /** Returns the value. */
  public toString(): string {
    return this.value;
  }
}

/** Options for `TargetSource.passthrough`. */
export interface PassthroughOptions {
  /**
   * The OpenAPI document that describes requests and responses, which policies and guardrails of the gateway evaluate.
   *
   * @default - the schema of the protocol for MCP, A2A and well-known models; no schema otherwise
   */
  readonly schema?: ApiSchema;

  /**
   * The identifier of the part of a request that contains the session ID, for session stickiness: the gateway sends all
   * requests of a session to the same destination. Must be 1 to 256 characters long.
   *
   * @default - no session stickiness
   */
  readonly stickyBy?: string;

  /**
   * The timeout of session stickiness. Must be between 1 and 86,400 seconds. Requires `stickyBy`.
   *
   * @default - the timeout that AgentCore uses
   */
  readonly stickyFor?: Duration;
}

/** A server to which the gateway forwards requests unchanged. */
export class PassthroughSource implements Source {
  public readonly kind: TargetKind = {
    name: 'a passthrough target',
    isMcp: false,
    signingService: 'named',
    mayBePrivate: true,
    propertyNames: {
      protocolType: 'protocol',
      schema: 'schema',
      stickinessConfiguration: '',
      'stickinessConfiguration/identifier': 'stickyBy',
      'stickinessConfiguration/timeout': 'stickyFor',
    },
  };

  public constructor(
    private readonly endpoint: string,
    private readonly protocol: PassthroughProtocol,
    private readonly options: PassthroughOptions,
  ) {}

  public bind(binding: TargetBinding): BoundTarget {
    const { endpoint, protocol, options } = this;
    const { stickyBy, stickyFor } = options;
    checkEndpointPath(binding.errors, endpoint);
    binding.errors.checkInteger('source.stickyFor', stickyFor && seconds(stickyFor), 1, 86_400, 'seconds');
    if (stickyFor && stickyBy === undefined) {
      binding.errors.add('source.stickyFor requires source.stickyBy. Set both, or omit both.');
    }
    const schema = bindHttpSchema(binding, options.schema);
    const stickinessConfiguration =
      stickyBy === undefined ? undefined : { identifier: stickyBy, timeout: stickyFor && seconds(stickyFor) };
    return {
      config: { http: { passthrough: { endpoint, protocolType: protocol.value, schema, stickinessConfiguration } } },
      toolNames: [],
    };
  }
}
