import { AgentCoreRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnParameter, Size, type Stack } from 'aws-cdk-lib/core';
import {
  ApiSchema,
  Artifact,
  ContainerImage,
  type EcrImageOptions,
  HarnessMemory,
  type HarnessMemoryStoreOptions,
  type HarnessProps,
  ImportDataRule,
  type MemoryScope,
  MemoryStore,
  Skill,
  TargetCredentials,
  TargetSource,
  Tool,
  ToolSchema,
  Use,
  type UseMemoryOptions,
} from '../../src';
import { s3FilesOf } from '../support/fixtures/limits/storage-rows';
import { functionIn } from '../support/fixtures/parts';
import { harnessIn, runtimeIn } from '../support/helpers';
import { targetIn } from '../support/rendered';
import { type Rule, testRules } from '../support/rules';
import { testWarnings, type Warning } from '../support/warnings';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
/** A policy variable that IAM replaces in each request. */
const TAG = 'aws:PrincipalTag/tenant';
const having = (props: Partial<HarnessProps>) => (stack: Stack) => harnessIn(stack, props);
const bucketIn = (stack: Stack) => Bucket.fromBucketName(stack, 'Known', 'known');

const ofRepository = (name: EcrImageOptions) => (stack: Stack) =>
  harnessIn(stack, {
    image: ContainerImage.fromEcrRepository(Repository.fromRepositoryName(stack, 'Repo', 'agents'), name),
  });
const byUri = (uri: string) => having({ image: ContainerImage.fromUri(uri) });
const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com/acme/agent';

const IMAGES: Rule[] = [
  ...['a:b', '', ' ', '1 2', '-a', '.a', 'a/b', 'a@b', 'a'.repeat(301), 'latest\n'].map((tag) => ({
    rule: `The image tag ${JSON.stringify(tag).slice(0, 20)}`,
    rejected: ofRepository({ tag }),
    message: /Agent: image: tag must contain only letters, digits, underscores, periods and hyphens/,
    accepted: ofRepository({ tag: 'a'.repeat(300) }),
  })),
  ...['sha256:abc', `${DIGEST}0`, DIGEST.toUpperCase().replace('SHA', 'sha')].map((digest) => ({
    rule: `The image digest ${digest.slice(0, 20)}`,
    rejected: ofRepository({ digest }),
    message: /image: digest must be sha256: followed by 64 hexadecimal digits, got "sha256:/,
    accepted: ofRepository({ digest: DIGEST }),
  })),
  ...[`${ECR}:1 2`, `${ECR}: 1`, `${ECR}:.1`, 'public.ecr.aws/acme/agent:1 '].map((uri) => ({
    rule: `The image ${JSON.stringify(uri)}`,
    rejected: byUri(uri),
    message: /image: tag must contain only letters/,
    accepted: byUri(`${ECR}:1_2`),
  })),
  ...[`${ECR}@sha256: 1`, `${ECR}:1@sha256:abc`].map((uri) => ({
    rule: `The image ${JSON.stringify(uri)}`,
    rejected: byUri(uri),
    message: /image: digest must be sha256: followed by 64 hexadecimal digits/,
    accepted: byUri(`${ECR}:1@${DIGEST}`),
  })),
  ...[` ${ECR}`, 'public.ecr.aws/acme/an agent'].map((uri) => ({
    rule: `The image ${JSON.stringify(uri)}`,
    rejected: byUri(uri),
    message: /image/,
    accepted: byUri('public.ecr.aws/acme/agent'),
  })),
];

const options = { runtime: AgentCoreRuntime.PYTHON_3_13, entryPoint: ['main.py'] };
/** The APIs that accept an object key or a prefix of a bucket. */
const KEYS: Record<string, { what: string; make: (key: string) => (stack: Stack) => unknown }> = {
  'a skill': {
    what: 'skills: the prefix',
    make: (key) => (stack) => harnessIn(stack, { skills: [Skill.fromBucket(bucketIn(stack), key)] }),
  },
  'an artifact': {
    what: 'artifact.key',
    make: (key) => (stack) => runtimeIn(stack, { artifact: Artifact.fromBucket(bucketIn(stack), key, options) }),
  },
  'an API': {
    what: 'the key of the schema',
    make: (key) => (stack) =>
      targetIn(stack, {
        source: TargetSource.fromOpenApi(ApiSchema.fromBucket(bucketIn(stack), key)),
        credentials: TargetCredentials.none(),
      }),
  },
  'a schema of tools': {
    what: 'the key of the schema',
    make: (key) => (stack) =>
      targetIn(stack, {
        source: TargetSource.fromFunction(functionIn(stack, 'Fn'), ToolSchema.fromBucket(bucketIn(stack), key)),
      }),
  },
  'S3 Files': { what: 'prefix', make: (prefix) => (stack) => s3FilesOf(stack, { prefix }) },
  'an import of S3 Files': {
    what: 'imports[0].prefix',
    make: (prefix) => (stack) =>
      s3FilesOf(stack, { imports: [ImportDataRule.onFileAccess(prefix, Size.kibibytes(1))] }),
  },
};

const OBJECTS: Rule[] = [
  ...Object.entries(KEYS).flatMap(([user, { what, make }]) =>
    ['s3://known/a/', 'https://known.s3.amazonaws.com/a/'].map((key) => ({
      rule: `A URI instead of the object key of ${user}: ${key}`,
      rejected: make(key),
      message: new RegExp(
        `: ${what.replace(/[[\].]/g, '\\$&')} must be a path in the bucket, not a URI, got "${key}"\\. Use "a/"\\.`,
      ),
      accepted: make('a/'),
    })),
  ),
  {
    rule: 'An empty object key of a schema',
    rejected: KEYS['an API'].make(''),
    message: /: the key of the schema must be the key of an object, got ""\. Use the key of the object in the bucket\./,
    accepted: KEYS['an API'].make('api.json'),
  },
  {
    rule: 'An object key above the maximum length of S3',
    rejected: KEYS['an artifact'].make('ü'.repeat(513)),
    message: /Agent: artifact\.key must be at most 1024 bytes long, got 1026 bytes\. Shorten it\./,
    accepted: KEYS['an artifact'].make('ü'.repeat(512)),
  },
];

const fromGit = (url: string, path?: string) => having({ skills: [Skill.fromGit(url, { path })] });
const GIT: Rule[] = [
  ...[
    'https://',
    'https:///acme/skills',
    'https://github.com',
    'https://github.com/',
    'https://github.com/a b',
    'https:// x/y',
  ].map((url) => ({
    rule: `The Git repository ${url}`,
    rejected: fromGit(url),
    message:
      /skills: the url of a Git repository must have a host and a path, and no white space, got "https:\/\/.*Use a URL/,
    accepted: fromGit('https://github.com/acme/skills.git'),
  })),
  ...['git@github.com:acme/skills', 'http://github.com/acme/skills', 'ssh://git@github.com/acme/skills', ''].map(
    (url) => ({
      rule: `The Git repository ${JSON.stringify(url)}`,
      rejected: fromGit(url),
      message: /skills/,
      accepted: fromGit('https://git.example.com:8443/skills'),
    }),
  ),
  ...[
    ['https://github.com/acme/skills/tree/main/refunds/eu', 'https://github.com/acme/skills", and path: "refunds/eu"'],
    [
      'https://github.com/acme/skills/blob/main/refunds/SKILL.md',
      'https://github.com/acme/skills", and path: "refunds"',
    ],
    ['https://github.com/acme/skills/tree/main', 'https://github.com/acme/skills"'],
    ['https://gitlab.com/acme/desk/skills/-/tree/main/eu', 'https://gitlab.com/acme/desk/skills", and path: "eu"'],
  ].map(([url, instead]) => ({
    rule: `The web page ${url} of a Git repository`,
    rejected: fromGit(url),
    message: new RegExp(
      `skills: the url of a Git repository must be the URL to clone, .*"${url}"\\. Use "${instead}\\.$`,
    ),
    accepted: having({
      skills: ['https://github.com/acme/tree', 'https://gitlab.com/acme/tree/skills'].map((each) =>
        Skill.fromGit(each),
      ),
    }),
  })),
  ...['', ' ', '../other', 'a/../../b'].map((path) => ({
    rule: `The directory ${JSON.stringify(path)} of a Git repository`,
    rejected: fromGit('https://github.com/acme/skills', path),
    message: /skills: the path in the Git repository .* must be a path without "\.\.", got "/,
    accepted: fromGit('https://github.com/acme/skills', 'a/..b'),
  })),
  {
    rule: 'An empty user name without a credential',
    rejected: having({ skills: [Skill.fromGit('https://github.com/acme/skills', { username: '' })] }),
    message: /skills: username requires credential, got "" for https:/,
    accepted: fromGit('https://github.com/acme/skills'),
  },
];

const storing = (given: HarnessMemoryStoreOptions) => (stack: Stack) =>
  harnessIn(stack, { memory: HarnessMemory.store(new MemoryStore(stack, 'Memory'), given) });
const using = (given: UseMemoryOptions) => (stack: Stack) =>
  runtimeIn(stack, { uses: [Use.memory(new MemoryStore(stack, 'Memory'), given)] });
const granting = (scope: MemoryScope) => (stack: Stack) =>
  new MemoryStore(stack, 'Memory').grants.read(functionIn(stack, 'Fn'), scope);

const MEMORIES: Rule[] = [
  {
    rule: 'A topK above the maximum of a search',
    rejected: storing({ retrieval: { '/facts/': { topK: 101 } } }),
    message: /memory\.retrieval\["\/facts\/"\]\.topK must be between 1 and 100, got 101/,
    accepted: storing({ retrieval: {} }),
  },
  {
    rule: 'An empty namespace',
    rejected: storing({ retrieval: { '': {} } }),
    message:
      /memory\.retrieval keys must not be empty\. Use the namespace of a strategy, for example "\/facts\/\{actorId\}\/"/,
    accepted: storing({}),
  },
  ...['', ' ', 'night shift', '-a', ':a', 'a:', 'a::b', 'a.b', 'ada@example.com', 'a'.repeat(256)].flatMap(
    (actorId) => [
      {
        rule: `The actor ${JSON.stringify(actorId).slice(0, 20)} of a harness`,
        rejected: storing({ actorId }),
        message:
          /Agent: memory\.actorId must be 1 to 255 characters long, start with a letter or digit and contain only/,
        accepted: storing({ actorId: 'a:b/c_d-e' }),
      },
      {
        rule: `The actor ${JSON.stringify(actorId).slice(0, 20)} of a runtime`,
        rejected: using({ actorId }),
        message: /Agent: uses: actorId must be 1 to 255 characters long/,
        accepted: using({ actorId: 'a'.repeat(255) }),
      },
      {
        rule: `The actor ${JSON.stringify(actorId).slice(0, 20)} of a grant`,
        rejected: granting({ actorId }),
        message: /Memory: grants\.read: actorId must be /,
        accepted: granting({ actorId: 'ada' }),
      },
    ],
  ),
  {
    rule: 'A session ID with an invalid format',
    rejected: granting({ sessionId: 'a/b' }),
    message: /grants\.read: sessionId must be 1 to 100 characters long, .* got "a\/b"/,
    accepted: granting({ sessionId: 'a_b-1' }),
  },
  {
    rule: 'A namespace path with an invalid format',
    rejected: granting({ namespacePath: '/facts/a b/' }),
    message: /grants\.read: namespacePath must be 1 to 1024 characters long, .* got "\/facts\/a b\/"/,
    accepted: granting({ namespacePath: `/facts/\${${TAG}}/a:b/` }),
  },
  {
    rule: 'Additional actor IDs with spaces',
    rejected: using({ actorId: 'a', additionalActorIds: ['session_*', 'agent *'] }),
    message: /uses: additionalActorIds\[1\] must contain only letters, digits, .* got "agent \*"/,
    accepted: using({ actorId: 'a', additionalActorIds: ['session_*', 'agent_?'] }),
  },
];

testRules([...IMAGES, ...OBJECTS, ...GIT, ...MEMORIES]);

const MCP = Tool.remoteMcp('crm', 'https://mcp.example.com');
const allowing = (allowedTools: string[], ...tools: Tool[]) => having({ allowedTools, tools });
const unknown = (entry: string, message: RegExp, not: string[], ...tools: Tool[]): Warning => ({
  id: 'unknownTool',
  when: `allowedTools contains ${entry} and the harness has no such tool`,
  warns: allowing([entry], ...tools),
  message,
  not: `the list contains ${not.join(', ')}`,
  silent: allowing(not, ...tools),
});

testWarnings([
  unknown(
    'brwser',
    /^allowedTools: "brwser" \(did you mean "browser"\?\) matches no tool of the harness\./,
    ['browser', 'brow*'],
    Tool.browser(),
  ),
  unknown('brwser', /"brwser" \(did you mean "browser"\?\)/, ['browser'], Tool.browser({ name: 'browser' })),
  unknown('@crn/*', /"@crn\/\*".* matches no tool/, ['@crm/*', '@crm', '@c*/find'], MCP),
  unknown(
    '@crm/*',
    /"@crm\/\*" matches no tool of the harness\. The model can call such a tool only if the caller adds/,
    ['*', '@*'],
  ),
  unknown('files_*', /"files_\*".* matches no tool/, ['file_*', 'shell', 'she??', 'file_operations']),
  unknown('@builtin/shel', /"@builtin\/shel".* matches no tool/, ['@builtin', '@builtin/shell', '@builtin/file_*']),
  unknown('ask_usr', /"ask_usr" \(did you mean "ask_user"\?\)/, ['ask_user', 'ask_*'], inline('ask_user')),
]);

function inline(name: string): Tool {
  return Tool.inlineFunction(name, { description: 'Asks.', inputSchema: { type: 'object' } });
}

testWarnings([
  {
    id: 'unknownTool',
    when: 'several entries match no tool',
    warns: allowing(['a', 'shell', 'b']),
    message: /^allowedTools: "a", "b" matches no tool/,
    not: 'the names of tools or the entries are only known at deployment',
    silent: (stack) => {
      const name = new CfnParameter(stack, 'Name').valueAsString;
      harnessIn(stack, { allowedTools: [name, 'anything'], tools: [Tool.browser({ name })] });
    },
  },
]);
