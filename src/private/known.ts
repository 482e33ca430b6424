import { join } from 'node:path';
import type { IRestApi, IStage } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnGateway,
  CfnHarness,
  CfnMemory,
  CfnRuntime,
  type IGatewayRef,
  type IHarnessRef,
  type IMemoryRef,
  type IRuntimeRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnVPC, type IVpc } from 'aws-cdk-lib/aws-ec2';
import type { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import { type AccessPointOptions, CfnAccessPoint, type IAccessPoint } from 'aws-cdk-lib/aws-efs';
import { CfnRole, type IRole, type PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import { CfnKey, type IKeyRef } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  ArnFormat,
  CfnResource,
  Fn,
  type IResolvable,
  PropertyInjectors,
  Reference,
  type ResourceEnvironment,
  Stack,
  Stage,
  Token,
  Tokenization,
} from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { deferred, isUnknown } from './validation/unknown';

/**
 * Returns the value that a property of a resource has in the template, including property overrides: `undefined` if the
 * property is absent, and a token if the value is not known at synth.
 */
export function propertyOf(resource: CfnResource, ...path: string[]): unknown {
  const { rawOverrides } = resource as unknown as { readonly rawOverrides?: { readonly Properties?: unknown } };
  let value: unknown = resource;
  let override = rawOverrides?.Properties;
  for (const step of path) {
    const name = `${step[0].toUpperCase()}${step.slice(1)}`;
    value = Token.isUnresolved(value) ? value : memberOf(value, step);
    const isOverridden = isObject(override) && name in override;
    override = isOverridden ? memberOf(override, name) : undefined;
    if (isOverridden && !isObject(override)) {
      value = override;
    }
  }
  return isObject(override) ? { ...(isObject(value) ? value : {}), ...override } : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Token.isUnresolved(value);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/**
 * Returns the Region of a referenced resource. For an import, this is the Region in the ARN, because some imports of
 * aws-cdk-lib report the Region of the stack.
 */
export function regionOf(reference: IConstruct & { readonly env: ResourceEnvironment }, arn: string): string {
  return resourceOf(reference) ? reference.env.region : Fn.select(3, Fn.split(':', deferred(arn)));
}

/**
 * Returns the L1 resource of a construct: `undefined` for an import. The `Memory` of aws-cdk-lib has no default child.
 */
function resourceOf(reference: IConstruct): CfnResource | undefined {
  const { node } = reference;
  return [reference, node.defaultChild, node.tryFindChild('Memory')].find(CfnResource.isCfnResource);
}

/** Returns the L1 resource of a runtime that is defined in this app, at whatever construct level. */
export function runtimeResourceOf(runtime: IRuntimeRef): CfnRuntime | undefined {
  return [runtime, runtime.node.defaultChild].find(CfnRuntime.isCfnRuntime);
}

/** Returns the L1 resource of a harness that is defined in this app, at whatever construct level. */
export function harnessResourceOf(harness: IHarnessRef): CfnHarness | undefined {
  return [harness, harness.node.defaultChild].find(CfnHarness.isCfnHarness);
}

/** Whether callers of an agent need a token. */
export function takesTokens(resource?: CfnRuntime | CfnHarness): boolean {
  return resource !== undefined && propertyOf(resource, 'authorizerConfiguration') !== undefined;
}

/** Returns the L1 resource of a gateway that is defined in this app, at whatever construct level. */
export function gatewayResourceOf(gateway: IGatewayRef): CfnGateway | undefined {
  return [gateway, gateway.node.defaultChild].find(CfnGateway.isCfnGateway);
}

/**
 * Returns the inbound authorizer type of a gateway: `undefined` if it is not known at synth. An import of aws-cdk-lib
 * always reports `AWS_IAM`, so imports are not known.
 */
export function authorizerOf(gateway: IGatewayRef): string | undefined {
  const resource = gatewayResourceOf(gateway);
  const type = resource && propertyOf(resource, 'authorizerType');
  return typeof type === 'string' && !isUnknown(type) ? type : undefined;
}

/** Returns the protocol type of a gateway: `undefined` if the gateway has none or it is not known at synth. */
export function protocolOf(gateway: IGatewayRef): string | undefined {
  const resource = gatewayResourceOf(gateway);
  const type = resource && propertyOf(resource, 'protocolType');
  return typeof type === 'string' && !isUnknown(type) ? type : undefined;
}

/** Returns the role of a gateway: that of its construct, or the role that its L1 resource refers to. */
export function gatewayRoleOf(gateway: IGatewayRef): IRole | undefined {
  const { role } = gateway as { readonly role?: IRole };
  const resource = gatewayResourceOf(gateway);
  return role ?? (resource && roleOfResource(resource));
}

/**
 * Returns one role for all targets of the gateway. A role that is defined in this app is found through its ARN, because
 * the name of a role with a path cannot be derived from an ARN that is a token.
 */
function roleOfResource(gateway: CfnGateway): IRole {
  const { roleArn } = gateway;
  const token = Token.isUnresolved(roleArn) ? Tokenization.reverseString(roleArn).firstToken : undefined;
  const made = Reference.isReference(token) && CfnRole.isCfnRole(token.target) ? token.target : undefined;
  const construct = made?.node.scope;
  if (Role.isRole(construct)) {
    return construct;
  }
  const known = gateway.node.tryFindChild('RoleOfTargets') as IRole | undefined;
  if (known) {
    return known;
  }
  return made
    ? Role.fromRoleName(gateway, 'RoleOfTargets', made.ref)
    : Role.fromRoleArn(gateway, 'RoleOfTargets', roleArn);
}

/** A KMS key, as far as a policy must know it. */
export interface KnownKey {
  readonly keyRef: Pick<IKeyRef['keyRef'], 'keyArn'>;
}

/** Returns the customer managed key of a memory: a `MemoryStore`, or an L1, an L2 or an import of aws-cdk-lib. */
export function encryptionKeyOf(memory: IMemoryRef): KnownKey | undefined {
  const { encryptionKey, kmsKey } = memory as { readonly encryptionKey?: KnownKey; readonly kmsKey?: KnownKey };
  const resource = resourceOf(memory);
  const keyArn = CfnMemory.isCfnMemory(resource) ? propertyOf(resource, 'encryptionKeyArn') : undefined;
  return encryptionKey ?? kmsKey ?? (keyArn ? { keyRef: { keyArn: Token.asString(keyArn) } } : undefined);
}

/** A secret, as far as a policy must know it. */
export interface KnownSecret {
  /** The ARN, with wildcards in place of the six characters that Secrets Manager adds to a name. */
  readonly arnPattern: string;
  readonly region: string;
  readonly key?: KnownKey;
}

/** Returns the secret of a credential provider, unless AgentCore manages the secret or it is not known. */
export function secretOf(provider: IConstruct): KnownSecret | undefined {
  const { secret, apiKeySecretArn, clientSecretArn } = provider as {
    readonly secret?: ISecret;
    readonly apiKeySecretArn?: string;
    readonly clientSecretArn?: string;
  };
  if (secret) {
    const arnPattern = secret.secretFullArn ?? `${secret.secretArn}-??????`;
    return { arnPattern, region: secret.env.region, key: secret.encryptionKey };
  }
  const resource = resourceOf(provider);
  const id = resource ? secretIdOf(resource) : (apiKeySecretArn ?? clientSecretArn);
  return id === undefined ? undefined : secretById(Stack.of(provider), id);
}

/** Returns the ARN or name of the external secret that a credential provider refers to. */
function secretIdOf(provider: CfnResource): string | undefined {
  const vendors = propertyOf(provider, 'oauth2ProviderConfigInput');
  const configs = [
    propertyOf(provider, 'apiKeySecretConfig'),
    ...Object.values(isObject(vendors) ? vendors : {}).map((vendor) => memberOf(vendor, 'clientSecretConfig')),
  ];
  const [id] = configs.map((config) => memberOf(config, 'secretId')).filter((secretId) => typeof secretId === 'string');
  return id;
}

function secretById(stack: Stack, id: string): KnownSecret {
  const isArn = Token.isUnresolved(id) || id.startsWith('arn:');
  const isWhole = Token.isUnresolved(id) || (isArn && /-[a-zA-Z0-9]{6}$/.test(id));
  const name = { service: 'secretsmanager', resource: 'secret', resourceName: id };
  const arn = isArn ? id : stack.formatArn({ ...name, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  return { arnPattern: isWhole ? arn : `${arn}-??????`, region: Fn.select(3, Fn.split(':', deferred(arn))) };
}

/**
 * Returns what a value comes from: the resource for an attribute or `Ref` of a resource, and the value itself
 * otherwise.
 * Two values that come from the same resource name the same thing, at whatever construct level it was defined.
 */
export function sourceOf(value: unknown): unknown {
  if (typeof value !== 'string' || !Token.isUnresolved(value)) {
    return value;
  }
  const { firstToken, length } = Tokenization.reverseString(value);
  const target = length === 1 && Reference.isReference(firstToken) ? firstToken.target : undefined;
  // Two parameters may have the same value.
  return CfnResource.isCfnResource(target) ? target : value;
}

/**
 * Whether two values are known to name different things. Tokens that are no attribute of a resource are never judged.
 */
export function areDifferent(left: string, right: string): boolean {
  const sources = [left, right].map(sourceOf);
  const [isLeftKnown, isRightKnown] = sources.map((source) => !isUnknown(source));
  // A literal may be the physical name or ARN of a resource that is defined here.
  return isLeftKnown && isRightKnown && typeof sources[0] === typeof sources[1] && sources[0] !== sources[1];
}

/** Returns the arguments of an intrinsic function: `undefined` for a token of another kind, such as `Lazy`. */
export function argumentsOf(token: IResolvable): unknown {
  return memberOf(token, 'value') ?? memberOf(token, 'listOfValues');
}

/** Returns the ID of the VPC of a security group or a subnet: `undefined` for an import. */
export function vpcIdOf(resource: IConstruct): string | undefined {
  return (resource.node.defaultChild as { readonly vpcId?: string } | undefined)?.vpcId;
}

/** Returns the settings of an access point of Amazon EFS: `undefined` for an import. */
export function accessPointOptionsOf(accessPoint: IAccessPoint): AccessPointOptions | undefined {
  const resource = resourceOf(accessPoint);
  if (!CfnAccessPoint.isCfnAccessPoint(resource)) {
    return undefined;
  }
  const member = (...path: string[]) => propertyOf(resource, ...path) as never;
  const acl = (name: string) => member('rootDirectory', 'creationInfo', name);
  const user = (name: string) => member('posixUser', name);
  return {
    path: member('rootDirectory', 'path'),
    createAcl: member('rootDirectory', 'creationInfo') && {
      ownerUid: acl('ownerUid'),
      ownerGid: acl('ownerGid'),
      permissions: acl('permissions'),
    },
    posixUser: { uid: user('uid'), gid: user('gid'), secondaryGids: user('secondaryGids') },
    clientToken: member('clientToken'),
  };
}

/** Returns whether a VPC of this app has an attribute switched off. */
export function isSwitchedOff(vpc: IVpc, attribute: 'enableDnsSupport' | 'enableDnsHostnames'): boolean {
  const resource = vpc.node.defaultChild;
  return CfnVPC.isCfnVPC(resource) && propertyOf(resource, attribute) === false;
}

/** The build of a Docker image asset. */
export interface ImageSource {
  /** `undefined` if the image is built for the machine that builds it. */
  readonly platform?: string;
  readonly target?: string;
  readonly dockerfile?: string;
}

interface WithManifest {
  readonly assetManifest?: {
    readonly dockerImages?: Record<
      string,
      { source: { directory?: string; dockerFile?: string; dockerBuildTarget?: string; platform?: string } }
    >;
  };
}

/**
 * Returns the build of a Docker image asset, which only the asset manifest knows: `undefined` with another synthesizer.
 */
export function imageSourceOf(asset: DockerImageAsset): ImageSource | undefined {
  const { assetManifest } = Stack.of(asset).synthesizer as unknown as WithManifest;
  const source = assetManifest?.dockerImages?.[asset.assetHash]?.source;
  const outdir = Stage.of(asset)?.assetOutdir;
  return (
    source && {
      platform: source.platform,
      target: source.dockerBuildTarget,
      dockerfile: outdir && source.directory && join(outdir, source.directory, source.dockerFile ?? 'Dockerfile'),
    }
  );
}

/**
 * The properties that the L2 construct of a runtime has, in this library or in aws-cdk-lib. Empty for an L1 construct.
 */
export interface KnownRuntime {
  readonly role?: IRole;
  readonly agentRuntimeVersion?: string;
}

export function runtimeOf(runtime: IRuntimeRef): KnownRuntime {
  const { role, agentRuntimeVersion } = runtime as KnownRuntime;
  return { role, agentRuntimeVersion };
}

/**
 * Whether the app changes the roles that constructs create in a scope: with `Role.customizeRoles`, or with a property
 * injector for `Role`.
 */
export function changesRoles(scope: IConstruct): boolean {
  return (
    scope.node.tryGetContext('@aws-cdk/iam:customizeRoles') !== undefined ||
    scope.node.scopes.some(
      (parent) =>
        PropertyInjectors.hasPropertyInjectors(parent) &&
        PropertyInjectors.of(parent).for('aws-cdk-lib.aws-iam.Role') !== undefined,
    )
  );
}

/** Returns the L1 resource of a role that is defined in this app: `undefined` for an import. */
export function roleResourceOf(role: IRole): CfnRole | undefined {
  const resource = role.node.defaultChild;
  return CfnRole.isCfnRole(resource) ? resource : undefined;
}

/** Returns the trust policy of a role: `undefined` for an import. */
export function trustPolicyOf(role: IRole): PolicyDocument | undefined {
  return (role as Partial<Role>).assumeRolePolicy;
}

/** Returns the stage that a REST API is deployed to: `undefined` for an import, and for an API that is not deployed. */
export function deploymentStageOf(restApi: IRestApi): IStage | undefined {
  return (restApi as Partial<IRestApi>).deploymentStage;
}

/** Returns what a KMS key can do: `undefined` for an import. */
export function keySpecOf(
  key: IKeyRef & IConstruct,
): { readonly keyUsage: string; readonly keySpec: string } | undefined {
  const resource = resourceOf(key);
  if (!CfnKey.isCfnKey(resource)) {
    return undefined;
  }
  const { keyUsage = 'ENCRYPT_DECRYPT', keySpec = 'SYMMETRIC_DEFAULT' } = resource;
  return { keyUsage, keySpec };
}
