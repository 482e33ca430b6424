import type { ReviewedResource } from './assembly';
import type { ReviewContext } from './context';
import type { Feature } from './features';
import { nameOf } from './names';
import { entriesOf, isJson, jsonOf, memberOf, textOfParts } from './parts';
import { matchesAction, type PolicyStatement } from './policies';
import type { References } from './references';

/** A part of the configuration of a resource that needs a permission of its role. */
export interface Need {
  readonly label: string;
  readonly instance?: string;
  readonly actions: readonly string[];
  readonly resources: ReadonlySet<ReviewedResource>;
  /** Text that the ARN contains, for models and images. */
  readonly text?: string;
}

const INVOKE_MODEL = ['bedrock:InvokeModel*', 'bedrock:Converse*', 'bedrock:GetInferenceProfile'];
const HOOK = ['lambda:InvokeFunction', 'sns:Publish', 'events:PutEvents'];
const TARGET = [...HOOK, 'execute-api:Invoke', 'bedrock-agentcore:Invoke*'];
const IMAGE = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'];
const MEMORY = ['CreateEvent', 'DeleteEvent', 'GetEvent', 'ListEvents', 'RetrieveMemoryRecords'];
const ALWAYS: Readonly<Record<string, readonly string[]>> = {
  'Container image': ['ecr:GetAuthorizationToken', 'ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
  'Logs, traces, metrics': ['xray:Put*', 'xray:GetSampling*', 'cloudwatch:PutMetricData', 'logs:DescribeLogGroups'],
};

/**
 * The features of a statement without a `Sid` of this library, by the configuration of the owner of the role: a harness
 * with a gateway needs the permission to call it, also if the statement was written by hand.
 */
export function configuredFeatures(
  references: References,
  needs: readonly Need[],
  { actions, resources, stack, raw }: PolicyStatement,
): Feature[] {
  if (actions.length === 0 || 'NotAction' in raw || 'NotResource' in raw) {
    return [];
  }
  const [always] = Object.entries(ALWAYS).find(([, known]) => areIn(actions, known)) ?? [];
  if (always) {
    return [{ label: always }];
  }
  const fitting = needs.filter((need) => areIn(actions, need.actions));
  const found = resources.map((resource) => {
    const parts = references.partsOf(resource, stack);
    const text = textOfParts(parts);
    const named = references.resourcesIn(resource, stack);
    return fitting.find(
      (need) =>
        named.some((each) => need.resources.has(each)) ||
        (need.text !== undefined && text !== '*' && text.includes(need.text)),
    );
  });
  return found.length > 0 && found.every((need) => need !== undefined)
    ? found.map((need) => ({ label: need?.label ?? '', instance: need?.instance }))
    : [];
}

function areIn(actions: readonly string[], known: readonly string[]): boolean {
  return actions.every((action) => known.some((pattern) => matchesAction(pattern, action)));
}

/** The actions that the configuration of a resource requires in the policies of its role. */
export function needsOf(context: ReviewContext, owner: ReviewedResource): Need[] {
  const { references } = context;
  const { properties, stack } = owner;
  const text = (value: unknown) => references.textOf(value, stack);
  const need = (label: string, instance: unknown, actions: readonly string[], value: unknown): Need => ({
    label,
    instance: instance === undefined ? undefined : text(instance),
    actions,
    resources: new Set(references.resourcesIn(value, stack)),
  });
  const tools = entriesOf(properties.Tools)
    .filter(isJson)
    .map((tool) => need('Tool', tool.Name, ['bedrock-agentcore:*'], tool.Config));
  const hooks = entriesOf(properties.Hooks)
    .flatMap((hook) => Object.values(jsonOf(hook)))
    .map((hook) => need('Hook', memberOf(hook, 'Name'), HOOK, memberOf(hook, 'Target')));
  const memory = MEMORY.map((action) => `bedrock-agentcore:${action}`);
  const targets = context.childrenOf(owner, /GatewayTarget$/).map((target) => ({
    label: 'Target',
    instance: nameOf(target),
    actions: TARGET,
    resources: new Set(references.resourcesIn(target.properties.TargetConfiguration, target.stack)),
  }));
  return [
    ...tools,
    ...hooks,
    need('Memory', undefined, memory, properties.Memory),
    ...targets,
    ...modelNeeds(properties, text),
    ...imageNeeds(properties, text),
  ];
}

function modelNeeds({ Model }: ReviewedResource['properties'], text: (value: unknown) => string): Need[] {
  const [configuration] = Object.values(jsonOf(Model));
  const id = memberOf(configuration, 'ModelId');
  const name =
    id === undefined
      ? ''
      : text(id)
          .replace(/^arn:.*\//, '')
          .replace(/^[a-z-]+\.(?=[a-z0-9]+\.)/, '');
  return name === '' ? [] : [{ label: 'Model', actions: INVOKE_MODEL, resources: new Set(), text: name }];
}

function imageNeeds(properties: ReviewedResource['properties'], text: (value: unknown) => string): Need[] {
  const artifact = properties.AgentRuntimeArtifact ?? properties.EnvironmentArtifact;
  const uri = memberOf(artifact, 'ContainerConfiguration', 'ContainerUri');
  const [, repository] = uri === undefined ? [] : (/^[^/]+\/([^:@]+)/.exec(text(uri)) ?? []);
  return repository === undefined
    ? []
    : [{ label: 'Container image', actions: IMAGE, resources: new Set(), text: `:repository/${repository}` }];
}
