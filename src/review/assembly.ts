import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Validations } from 'aws-cdk-lib/core';
import { CloudAssembly, type CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';

/** The cloud assembly of an app, as the review reads it: all stacks of all stages. */
export interface ReviewedAssembly {
  readonly directory: string;
  /** A nested stack follows the stack that it belongs to. */
  readonly stacks: readonly ReviewedStack[];
}

export interface ReviewedStack {
  readonly name: string;
  /** The construct path of the stack. */
  readonly path: string;
  readonly stage?: string;
  /** The resource of a nested stack in the stack that it belongs to. */
  readonly nestedIn?: ReviewedResource;
  /** `undefined` if the template works in each account. */
  readonly account?: string;
  /** `undefined` if the template works in each Region. */
  readonly region?: string;
  readonly templateFile: string;
  readonly resources: readonly ReviewedResource[];
  readonly outputs: Readonly<Record<string, Record<string, unknown>>>;
  readonly parameters: Readonly<Record<string, Record<string, unknown>>>;
  /** The rules that constructs of the stack acknowledge. */
  readonly acknowledgements: readonly Acknowledgement[];
}

/** A rule that a construct acknowledges for itself and for the constructs in it. */
export interface Acknowledgement {
  /** The construct path. */
  readonly path: string;
  /** The ID of the rule, with the name of the plugin. */
  readonly id: string;
  readonly reason: string;
}

export interface ReviewedResource {
  readonly stack: ReviewedStack;
  readonly logicalId: string;
  readonly type: string;
  /** The construct path, without the trailing `Resource` of L2 constructs; the stack and the logical ID if unknown. */
  readonly path: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
  /** The name of the condition under which the resource exists. */
  readonly condition?: string;
}

interface Template {
  readonly Resources?: Record<string, TemplateResource>;
  readonly Outputs?: Record<string, Record<string, unknown>>;
  readonly Parameters?: Record<string, Record<string, unknown>>;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Condition?: string;
}

const MEMORY = 'AWS::BedrockAgentCore::Memory';
const UNKNOWN = /^unknown-(account|region)$/;
const L1_SUFFIX = /\/Resource$/;
/** The `Memory` of aws-cdk-lib names its resource differently from all other constructs. */
const MEMORY_SUFFIX = /(?<=\/[^/]+)\/Memory$/;
/** `aws-cdk-lib` adds a resource for a nested stack, below a construct beside that of the nested stack. */
const NESTED_SUFFIX = /\.NestedStack\/[^/]*$/;
/** The hash of an asset, which is the name of the object in the bucket of the assets. */
const ASSET = /([0-9a-f]{64})\.json/;

/** Reads the templates of a cloud assembly, and of the stages in it. */
export function readAssembly(directory: string): ReviewedAssembly {
  return { directory, stacks: new CloudAssembly(directory).stacksRecursively.flatMap(readStack) };
}

type Identity = Omit<ReviewedStack, 'resources' | 'outputs' | 'parameters'>;
type Named = readonly [logicalId: string, path: string];

function readStack(artifact: CloudFormationStackArtifact): ReviewedStack[] {
  const { account, region } = artifact.environment;
  const stage = artifact.hierarchicalId.split('/').slice(0, -1).join('/');
  const identity = {
    name: artifact.stackName,
    path: artifact.hierarchicalId,
    stage: stage === '' ? undefined : stage,
    account: UNKNOWN.test(account) ? undefined : account,
    region: UNKNOWN.test(region) ? undefined : region,
    templateFile: artifact.templateFullPath,
    acknowledgements: acknowledgementsOf(artifact),
  };
  const named = artifact
    .findMetadataByType('aws:cdk:logicalId')
    .map(({ path, data }) => [String(data), path.replace(/^\//, '')] as const);
  return readTemplate(artifact.template, identity, named, assetsOf(artifact));
}

/** The stack of a template, and its nested stacks. */
function readTemplate(
  template: Template,
  identity: Identity,
  named: readonly Named[],
  assets: ReadonlyMap<string, string>,
): ReviewedStack[] {
  const { Resources = {}, Outputs = {}, Parameters = {} } = template;
  const resources: ReviewedResource[] = [];
  const stack: ReviewedStack = { ...identity, resources, outputs: Outputs, parameters: Parameters };
  // A resource of a nested stack can have the same logical ID. Its path is longer.
  const paths = new Map([...named].sort(([, one], [, other]) => other.length - one.length));
  const nested: ReviewedStack[] = [];
  // A transform, such as a loop, stands beside the resources.
  const declared = Object.entries(Resources).filter(([, { Type }]) => typeof Type === 'string');
  for (const [logicalId, resource] of declared) {
    const path = String(paths.get(logicalId) ?? resource.Metadata?.['aws:cdk:path'] ?? `${stack.path}/${logicalId}`);
    const reviewed = {
      stack,
      logicalId,
      type: resource.Type,
      path: path.replace(resource.Type === MEMORY && !L1_SUFFIX.test(path) ? MEMORY_SUFFIX : L1_SUFFIX, ''),
      properties: resource.Properties ?? {},
      dependsOn: [resource.DependsOn ?? []].flat(),
      deletionPolicy: resource.DeletionPolicy,
      updateReplacePolicy: resource.UpdateReplacePolicy,
      condition: resource.Condition,
    };
    resources.push(reviewed);
    const file = resource.Type === 'AWS::CloudFormation::Stack' ? nestedFile(resource, identity, assets) : undefined;
    if (file) {
      const inner = {
        ...identity,
        name: `${identity.name}/${partAfter(identity.path, reviewed.path.replace(NESTED_SUFFIX, ''))}`,
        path: reviewed.path.replace(NESTED_SUFFIX, ''),
        templateFile: file,
        nestedIn: reviewed,
      };
      const within = named.filter(([, path]) => path.startsWith(`${inner.path}/`));
      nested.push(...readTemplate(JSON.parse(readFileSync(file, 'utf8')), inner, within, assets));
    }
  }
  return [stack, ...nested];
}

function acknowledgementsOf(artifact: CloudFormationStackArtifact): Acknowledgement[] {
  return artifact.findMetadataByType(Validations.ACKNOWLEDGED_RULES_METADATA_KEY).flatMap(({ path, data }) =>
    Object.entries(data as unknown as Record<string, string>).map(([id, reason]) => ({
      path: path.replace(/^\//, ''),
      id,
      reason,
    })),
  );
}

function partAfter(parent: string, path: string): string {
  return path.startsWith(`${parent}/`) ? path.slice(parent.length + 1) : path;
}

/** The file of a nested template. `undefined` if the template is not an asset of the app. */
function nestedFile(
  resource: TemplateResource,
  { templateFile }: Identity,
  assets: ReadonlyMap<string, string>,
): string | undefined {
  const [, hash = ''] = ASSET.exec(JSON.stringify(resource.Properties?.TemplateURL ?? '')) ?? [];
  const path = assets.get(hash) ?? resource.Metadata?.['aws:asset:path'];
  const file = path === undefined ? undefined : join(dirname(templateFile), String(path));
  return file && existsSync(file) ? file : undefined;
}

/** The templates among the assets of a stack, by hash. */
function assetsOf({ assembly, dependencies }: CloudFormationStackArtifact): Map<string, string> {
  return new Map(
    dependencies
      .map(({ manifest }) => (manifest.properties as { readonly file?: string } | undefined)?.file)
      .flatMap((file) => (file ? filesOf(join(assembly.directory, file)) : [])),
  );
}

interface FileAssets {
  readonly files?: Record<string, { readonly source: { readonly path?: string } }>;
}

function filesOf(manifest: string): Array<[hash: string, path: string]> {
  const { files = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as FileAssets;
  return Object.entries(files).flatMap(([hash, { source }]) =>
    source.path?.endsWith('.template.json') ? [[hash, source.path] as [string, string]] : [],
  );
}
