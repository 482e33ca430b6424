import { CloudAssembly, type CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';

/** The cloud assembly of an app, as the review reads it: all stacks of all stages. */
export interface ReviewedAssembly {
  readonly directory: string;
  readonly stacks: readonly ReviewedStack[];
}

export interface ReviewedStack {
  readonly name: string;
  /** The construct path of the stack. */
  readonly path: string;
  readonly stage?: string;
  /** `undefined` if the template works in each account. */
  readonly account?: string;
  /** `undefined` if the template works in each Region. */
  readonly region?: string;
  readonly templateFile: string;
  readonly resources: readonly ReviewedResource[];
  readonly outputs: Readonly<Record<string, Record<string, unknown>>>;
  readonly parameters: Readonly<Record<string, Record<string, unknown>>>;
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
}

const UNKNOWN = /^unknown-(account|region)$/;
const L1_SUFFIX = /\/Resource$/;

/** Reads the templates of a cloud assembly, and of the stages in it. */
export function readAssembly(directory: string): ReviewedAssembly {
  return { directory, stacks: new CloudAssembly(directory).stacksRecursively.map(readStack) };
}

function readStack(artifact: CloudFormationStackArtifact): ReviewedStack {
  const { Resources = {}, Outputs = {}, Parameters = {} } = artifact.template as Template;
  const { account, region } = artifact.environment;
  const [stage] = artifact.hierarchicalId.split('/').slice(0, -1);
  const resources: ReviewedResource[] = [];
  const stack: ReviewedStack = {
    name: artifact.stackName,
    path: artifact.hierarchicalId,
    stage,
    account: UNKNOWN.test(account) ? undefined : account,
    region: UNKNOWN.test(region) ? undefined : region,
    templateFile: artifact.templateFullPath,
    resources,
    outputs: Outputs,
    parameters: Parameters,
  };
  const paths = pathsOf(artifact);
  for (const [logicalId, resource] of Object.entries(Resources)) {
    const path = paths.get(logicalId) ?? resource.Metadata?.['aws:cdk:path'] ?? `${stack.path}/${logicalId}`;
    resources.push({
      stack,
      logicalId,
      type: resource.Type,
      path: String(path).replace(L1_SUFFIX, ''),
      properties: resource.Properties ?? {},
      dependsOn: [resource.DependsOn ?? []].flat(),
      deletionPolicy: resource.DeletionPolicy,
      updateReplacePolicy: resource.UpdateReplacePolicy,
    });
  }
  return stack;
}

/** The construct path of each logical ID. */
function pathsOf(artifact: CloudFormationStackArtifact): Map<string, string> {
  return new Map(
    artifact.findMetadataByType('aws:cdk:logicalId').map(({ path, data }) => [String(data), path.replace(/^\//, '')]),
  );
}
