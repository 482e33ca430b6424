import type { CfnGatewayTarget } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { PropertyNames } from '../../private/validation/property-names';
import type { CredentialMode, TargetBinding } from '../target-binding';

/** The source of a target. */
export interface Source {
  readonly kind: TargetKind;

  /** Checks the source, grants what the gateway's role needs for it, and renders it. */
  bind(binding: TargetBinding): BoundTarget;
}

/** The properties that all targets of one kind share. */
export interface TargetKind {
  /** The noun for a target of this kind in messages. */
  readonly name: string;
  /**
   * Whether the target contributes tools to the MCP server that the gateway offers. Other targets are paths of the
   * gateway.
   */
  readonly isMcp: boolean;
  /** The credentials that AgentCore supports for this kind. All of them if AWS does not document the supported ones. */
  readonly takes?: CredentialMode[];
  /** The default credentials. Users must set credentials if there is no default. */
  readonly usual?: CredentialMode;
  /** Whether users must name the AWS service for which requests are signed, or must not because AgentCore knows it. */
  readonly signingService?: 'named' | 'known';
  /** The default AWS service for which requests are signed. */
  readonly usualService?: string;
  /** Whether the target supports a private endpoint. */
  readonly mayBePrivate: boolean;
  /** The names of properties of the source that differ from the names of the service. */
  readonly propertyNames?: PropertyNames;
}

/** A source that is bound to a target. */
export interface BoundTarget {
  readonly config: CfnGatewayTarget.TargetConfigurationProperty;
  /** The names of the tools, without the target name. `undefined` if the names are not known at synth. */
  readonly toolNames?: string[];
}
