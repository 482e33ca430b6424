import { Template } from 'aws-cdk-lib/assertions';
import { readSchemas, type Schema } from '../../scripts/schemas';
import { FIXTURES } from '../support/fixtures';
import { reachedLeaves, settablePlaces } from '../support/fixtures/schema-walk';
import { testStack } from '../support/helpers';

/** The resource types whose properties can all be set through typed props. */
const TYPES = [
  'BedrockAgentCore::Harness',
  'BedrockAgentCore::HarnessEndpoint',
  'BedrockAgentCore::Runtime',
  'BedrockAgentCore::RuntimeEndpoint',
  'BedrockAgentCore::CapacityProvider',
  'BedrockAgentCore::Memory',
  'BedrockAgentCore::GatewayTarget',
  'BedrockAgentCore::ApiKeyCredentialProvider',
  'BedrockAgentCore::OAuth2CredentialProvider',
  'BedrockAgentCore::ResourcePolicy',
  'S3Files::FileSystem',
  'S3Files::MountTarget',
  'S3Files::AccessPoint',
];

const NO_SECRET = 'a secret is read from Secrets Manager only, because a template must not contain its value';
const VENDORS = ['Atlassian', 'Custom', 'Github', 'Google', 'Included', 'Linkedin', 'Microsoft', 'Salesforce', 'Slack'];
const OAUTH_CONFIGS = VENDORS.map((vendor) => `Oauth2ProviderConfigInput.${vendor}Oauth2ProviderConfig`);

/** Properties without a typed prop, by type and path, each with the reason. */
const EXEMPT: Record<string, Record<string, string>> = {
  'BedrockAgentCore::Memory': Object.fromEntries(
    [
      ...['Semantic', 'Summary', 'UserPreference', 'Episodic', 'Custom'].map((kind) => `${kind}MemoryStrategy`),
      'EpisodicMemoryStrategy.ReflectionConfiguration',
      'CustomMemoryStrategy.Configuration.EpisodicOverride.Reflection',
    ].map((at) => [
      `MemoryStrategies[].${at}.Namespaces[]`,
      'it is the earlier name of NamespaceTemplates, which namespaceTemplate sets',
    ]),
  ),
  'BedrockAgentCore::GatewayTarget': Object.fromEntries(
    ['Input', 'Output'].map((side) => [
      `TargetConfiguration.Mcp.Lambda.ToolSchema.InlinePayload[].${side}Schema.Items`,
      'the input and the output of a tool are objects, which have properties instead of items',
    ]),
  ),
  'S3Files::FileSystem': { ClientToken: 'CloudFormation creates each file system once without a token' },
  'S3Files::MountTarget': {
    Ipv4Address: 'one S3Files has a mount target in each zone, and an address is specific to one, so EC2 assigns it',
    Ipv6Address: 'one S3Files has a mount target in each zone, and an address is specific to one, so EC2 assigns it',
  },
  'BedrockAgentCore::ApiKeyCredentialProvider': { ApiKey: NO_SECRET },
  'BedrockAgentCore::OAuth2CredentialProvider': Object.fromEntries(
    OAUTH_CONFIGS.map((config) => [`${config}.ClientSecret`, NO_SECRET]),
  ),
};

interface Reach {
  readonly settable: string[];
  readonly reached: string[];
  readonly unreached: string[];
}

interface Resource {
  readonly Type: string;
  readonly Properties?: unknown;
}

const schemas = readSchemas();
const nameOf = (type: string) => `AWS::${type}`;
const resources = Object.values(FIXTURES).flatMap((build) => {
  const stack = testStack();
  build(stack);
  return Object.values<Resource>(Template.fromStack(stack).toJSON().Resources);
});

function reachOf(type: string, schema: Schema = schemas[nameOf(type)]): Reach {
  const leaves = settablePlaces(schema).filter(({ isLeaf }) => isLeaf);
  const settable = leaves.map(({ path }) => path);
  const ofType = resources.filter(({ Type }) => Type === nameOf(type));
  const found = new Set(ofType.flatMap(({ Properties }) => reachedLeaves(schema, Properties)));
  return {
    settable,
    reached: settable.filter((path) => found.has(path)),
    unreached: settable.filter((path) => !found.has(path)),
  };
}

/** The errors of a list of exemptions: missing and unused ones. */
function reviewed({ settable, unreached }: Reach, exempt: Record<string, string> = {}): string[] {
  return [
    ...unreached
      .filter((path) => !(path in exempt))
      .map((path) => `${path} is neither reached by a fixture nor exempt`),
    ...Object.keys(exempt)
      .filter((path) => !unreached.includes(path))
      .map((path) => `${path} is exempt, and ${settable.includes(path) ? 'is reached' : 'there is no such property'}`),
  ];
}

describe('Every settable property of', () => {
  const reach = new Map(TYPES.map((type) => [type, reachOf(type)]));

  afterAll(() => {
    const counts = [...reach].map(([type, { settable, reached }]) => {
      const exempt = Object.keys(EXEMPT[type] ?? {}).length;
      return `${type}: ${reached.length} of ${settable.length} settable leaves reached, ${exempt} exempt`;
    });
    process.stdout.write(`${counts.join('\n')}\n`);
  });

  test.each([...reach])('%s can be set through typed props, or is exempt with a reason', (type, found) => {
    expect(reviewed(found, EXEMPT[type])).toEqual([]);
    expect(found.reached.length).toBeGreaterThan(0);
  });
});

describe('The check of reachability', () => {
  const schema = schemas[nameOf('BedrockAgentCore::Harness')];
  const planted: Schema = { type: 'object', properties: { Pitch: { type: 'number' } } };
  const withVoice = (definition: string): Schema => {
    const { properties, ...rest } = schema.definitions?.[definition] ?? {};
    const definitions = {
      ...schema.definitions,
      [definition]: { ...rest, properties: { ...properties, Voice: planted } },
    };
    return { ...schema, definitions };
  };

  test('finds a new top-level property', () => {
    const found = reachOf('BedrockAgentCore::Harness', {
      ...schema,
      properties: { ...schema.properties, Voice: planted },
    });
    expect(reviewed(found)).toEqual(['Voice.Pitch is neither reached by a fixture nor exempt']);
  });

  test.each([
    ['HarnessHookSnsTarget', 'Hooks[].AfterInvocation.Target.Sns.Voice.Pitch', 4],
    ['HarnessAgentCoreMemoryRetrievalConfig', 'Memory.AgentCoreMemoryConfiguration.RetrievalConfig.*.Voice.Pitch', 1],
    ['HarnessManagedMemoryConfiguration', 'Memory.ManagedMemoryConfiguration.Voice.Pitch', 1],
  ])('finds a new property of %s, at every place of use', (definition, path, uses) => {
    const { unreached } = reachOf('BedrockAgentCore::Harness', withVoice(definition));
    expect(unreached).toContain(path);
    expect(unreached).toHaveLength(uses);
  });

  test('ignores a read-only property', () => {
    const readOnly = [...(schema.read_only_properties ?? []), 'Memory.ManagedMemoryConfiguration.Voice'];
    const found = reachOf('BedrockAgentCore::Harness', {
      ...withVoice('HarnessManagedMemoryConfiguration'),
      read_only_properties: readOnly,
    });
    expect(reviewed(found)).toEqual([]);
  });

  test('accepts an exemption that is needed', () => {
    const found = reachOf('BedrockAgentCore::Harness', {
      ...schema,
      properties: { ...schema.properties, Voice: planted },
    });
    expect(reviewed(found, { 'Voice.Pitch': 'planted' })).toEqual([]);
  });

  test('rejects an exemption that is not needed or does not exist', () => {
    expect(reviewed(reachOf('BedrockAgentCore::Harness'), { HarnessName: 'planted', Vioce: 'planted' })).toEqual([
      'HarnessName is exempt, and is reached',
      'Vioce is exempt, and there is no such property',
    ]);
  });
});
