import type { CfnGatewayTarget } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { PropertyNames } from '../../private/validation/property-names';
import type { CredentialMode, TargetBinding } from '../target-binding';

/** The source of a target: what all sources of its kind have in common, and its part of the target. */
export interface Source {
  readonly kind: TargetKind;

  /** Checks the source, grants what the gateway's role needs for it, and renders it. */
  bind(binding: TargetBinding): BoundTarget;
}

/** What holds for all targets of one kind. */
export interface TargetKind {
  /** As messages say it. */
  readonly name: string;
  /** Whether the gateway offers its tools as those of one MCP server. */
  readonly isMcp: boolean;
  /** The credentials that the service takes for it; all when the service does not say. */
  readonly takes?: CredentialMode[];
  /** With what it is reached when nobody says. Without it, the credentials must be given. */
  readonly usual?: CredentialMode;
  /** Whether the service that requests are signed for must be named, or must not, for it is known. */
  readonly signingService?: 'named' | 'known';
  /** The service that requests are signed for when nobody names one. */
  readonly usualService?: string;
  /** Whether it may be in a VPC. */
  readonly mayBePrivate: boolean;
  /** How users name the properties of the source that the service names differently. */
  readonly propertyNames?: PropertyNames;
}

/** What a target comes to. */
export interface BoundTarget {
  readonly config: CfnGatewayTarget.TargetConfigurationProperty;
  /** The names of its tools, without its own. It is undefined when nobody knows them at synth. */
  readonly toolNames?: string[];
}
