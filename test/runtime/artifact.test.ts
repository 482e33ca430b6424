import { Template } from 'aws-cdk-lib/assertions';
import { AgentCoreRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { Artifact, ContainerImage, Runtime } from '../../src';
import { ACCOUNT, messageOf, REGION, roleStatements, runtimeIn } from '../support/helpers';
import { plain, warningsOf } from '../support/rendered';
import { temporaryDirectories } from '../support/temporary';
import { renderArtifact, stackIn } from './artifacts';

const directoryOf = temporaryDirectories();

const render = (artifactOf: (stack: Stack) => Artifact, context = {}) =>
  renderArtifact(directoryOf(), artifactOf, context);
/** The errors about an artifact. */
const errorOf = (artifactOf: (stack: Stack) => Artifact) => messageOf(() => render(artifactOf));

const PYTHON = { runtime: AgentCoreRuntime.PYTHON_3_12, entryPoint: ['main.py'] };

const inBucket = (options: Parameters<typeof Artifact.fromBucket>[2]) => (stack: Stack) =>
  Artifact.fromBucket(Bucket.fromBucketName(stack, 'Bucket', 'code-of-agents'), 'desk.zip', options);

describe('Artifact.fromBucket', () => {
  test('uses the latest version, and grants reading this object only', () => {
    expect(render(inBucket(PYTHON))).toMatchObject({
      artifact: {
        CodeConfiguration: {
          Code: { S3: { Bucket: 'code-of-agents', Prefix: 'desk.zip' } },
          Runtime: 'PYTHON_3_12',
          EntryPoint: ['main.py'],
        },
      },
      statements: [
        { Sid: 'Artifact', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::code-of-agents/desk.zip' },
      ],
    });
  });

  test('uses the given version of the object', () => {
    const { artifact, statements } = render(inBucket({ ...PYTHON, objectVersion: 'v-123' }));
    expect(artifact).toHaveProperty('CodeConfiguration.Code.S3', {
      Bucket: 'code-of-agents',
      Prefix: 'desk.zip',
      VersionId: 'v-123',
    });
    expect(statements).toEqual([
      {
        Sid: 'Artifact',
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: 'arn:aws:s3:::code-of-agents/desk.zip',
      },
    ]);
  });

  test('accepts an entry point that is not known at synth, and no other that is not a file', () => {
    const entryPointOf = (stack: Stack) => new CfnParameter(stack, 'Entry', { type: 'CommaDelimitedList' }).valueAsList;
    const { artifact } = render((stack) => inBucket({ ...PYTHON, entryPoint: entryPointOf(stack) })(stack));
    expect(artifact).toHaveProperty('CodeConfiguration.EntryPoint', expect.stringContaining('Entry'));
    expect(errorOf(inBucket({ ...PYTHON, entryPoint: ['#{Entry}'] }))).toMatch(/artifact\.entryPoint must end with/);
  });

  test('grants the key of an encrypted bucket through Amazon S3 only', () => {
    const { statements } = render((stack) => {
      const encryptionKey = Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`);
      const bucket = Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'code-of-agents', encryptionKey });
      return Artifact.fromBucket(bucket, 'desk.zip', PYTHON);
    });
    expect(statements[1]).toEqual({
      Sid: 'ArtifactKey',
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`,
      Condition: { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } },
    });
    expect(render(inBucket(PYTHON)).statements).toHaveLength(1);
  });

  test.each([
    ['key', '', {}, /artifact\.key must be between 1 and 1024 characters/],
    [
      'objectVersion',
      'desk.zip',
      { objectVersion: 'v1' },
      /artifact\.objectVersion must be between 3 and 1024 characters/,
    ],
  ])('is rejected with a %s that S3 cannot have', (_, key, options, error) => {
    const message = errorOf((stack) =>
      Artifact.fromBucket(Bucket.fromBucketName(stack, 'B', 'code'), key, { ...PYTHON, ...options }),
    );
    expect(message).toMatch(error);
  });
});

describe('The entry point', () => {
  const PYTHON_3_12 = AgentCoreRuntime.PYTHON_3_12;
  const NODE_22 = AgentCoreRuntime.NODE_22;

  test.each([
    [PYTHON_3_12, ['main.py']],
    [PYTHON_3_12, ['opentelemetry-instrument', 'src/main.py']],
    [PYTHON_3_12, [`${'a'.repeat(125)}.py`]],
    [NODE_22, ['main.js']],
    [NODE_22, ['main.mjs']],
    [NODE_22, ['main.cjs']],
  ])('of %j may be %j', (runtime, entryPoint) => {
    const { artifact } = render(inBucket({ runtime, entryPoint }));
    expect(artifact).toHaveProperty('CodeConfiguration.EntryPoint', entryPoint);
  });

  test.each([[['-m', 'agent']], [['-m agent']], [['opentelemetry-instrument', '-m agent.main']]])(
    'of Python may be %j, with a warning: AWS documents files only',
    (entryPoint) => {
      const stack = stackIn(directoryOf());
      runtimeIn(stack, { artifact: inBucket({ ...PYTHON, entryPoint })(stack) });
      expect(warningsOf(stack)).toEqual([
        'artifact.entryPoint starts a module. AWS documents only Python files as entry points. Use a .py file, or test the entry point before you rely on it. [ack: cdk-agentcore:entryPointModule]',
      ]);
    },
  );

  test('accepts a token', () => {
    const { artifact } = render((stack) =>
      inBucket({ ...PYTHON, entryPoint: [new CfnParameter(stack, 'Entry').valueAsString] })(stack),
    );
    expect(artifact).toHaveProperty('CodeConfiguration.EntryPoint', [`\${Entry}`]);
  });

  test.each([
    [
      PYTHON_3_12,
      ['main.js'],
      ' must end with a file of type .py for PYTHON_3_12, got "main.js". Use the file that starts the agent.',
    ],
    [
      NODE_22,
      ['-m main'],
      ' must end with a file of type .js, .mjs, .cjs for NODE_22, got "-m main". Use the file that starts the agent.',
    ],
    [
      NODE_22,
      ['main.ts'],
      ' must end with a file of type .js, .mjs, .cjs for NODE_22, got "main.ts". Use the file that starts the agent.',
    ],
    [
      NODE_22,
      ['opentelemetry-instrument', 'main.js'],
      ' must contain only the file for NODE_22, got "opentelemetry-instrument" before the file. Remove it.',
    ],
    [
      PYTHON_3_12,
      ['python', 'main.py'],
      ' must contain only opentelemetry-instrument before the file, got "python". Remove it.',
    ],
    [PYTHON_3_12, [`${'a'.repeat(126)}.py`], '[0] must be between 1 and 128 characters, got 129 characters: "aaa'],
    [PYTHON_3_12, [], ' must have between 1 and 2 entries, got 0 entries'],
    [PYTHON_3_12, ['opentelemetry-instrument', 'x', 'main.py'], ' must have between 1 and 2 entries, got 3 entries'],
  ])('of %j must not be %j', (runtime, entryPoint, error) => {
    const message = errorOf(inBucket({ runtime, entryPoint }));
    expect(message).toContain(`Test/Agent: artifact.entryPoint${error}`);
  });
});

describe('Artifact.fromImage', () => {
  const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

  test('renders the digest, and grants pulling from this repository only', () => {
    const stack = stackIn(directoryOf());
    const repository = Repository.fromRepositoryName(stack, 'Repo', 'team/agent');
    const artifact = Artifact.fromImage(ContainerImage.fromEcrRepository(repository, { digest: DIGEST }));
    const runtime = new Runtime(stack, 'Agent', { artifact });
    Template.fromStack(stack).hasResourceProperties('AWS::BedrockAgentCore::Runtime', {
      AgentRuntimeArtifact: {
        ContainerConfiguration: {
          ContainerUri: {
            'Fn::Join': ['', [`${ACCOUNT}.dkr.ecr.${REGION}.`, { Ref: 'AWS::URLSuffix' }, `/team/agent@${DIGEST}`]],
          },
        },
      },
    });
    const statements = plain(roleStatements(stack)) as Record<string, object>;
    expect(statements.Image).toEqual({
      Sid: 'Image',
      Effect: 'Allow',
      Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'],
      Resource: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/team/agent`,
    });
    expect(statements).not.toHaveProperty('Artifact');
    expect(runtime._imageIsMutable).toBe(false);
  });

  test('is mutable with a tag, unlike code', () => {
    const stack = stackIn(directoryOf());
    const uri = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/agent:v1`;
    const tagged = new Runtime(stack, 'Tagged', { artifact: Artifact.fromImage(ContainerImage.fromUri(uri)) });
    const code = new Runtime(stack, 'Code', { artifact: inBucket(PYTHON)(stack) });
    expect([tagged._imageIsMutable, code._imageIsMutable]).toEqual([true, false]);
  });
});
