import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { ApiKey, Harness, Skill } from '../../src';
import { harnessIn, MODEL, testStack } from '../support/helpers';
import { plain, render } from '../support/rendered';

const KEY_ARN = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:token-vault/default/apikeycredentialprovider/git';
const directories = mkdtempSync(join(tmpdir(), 'skills-'));

afterAll(() => rmSync(directories, { recursive: true }));

function directory(name: string, does = 'Does well.'): string {
  const made = join(directories, name);
  mkdirSync(made, { recursive: true });
  writeFileSync(join(made, 'SKILL.md'), `---\nname: ${name}\ndescription: ${does}\n---\nDo well.\n`);
  return made;
}

const reading = (skillsOf: (stack: Stack) => Skill[]) => render((stack) => ({ skills: skillsOf(stack) }));
const skillSids = (statements: object) => Object.keys(statements).filter((sid) => sid.startsWith('Skill'));
const bucketIn = (stack: Stack) => Bucket.fromBucketName(stack, 'Bucket', 'team-skills');

describe('A harness without skills', () => {
  test('renders an empty list and grants nothing', () => {
    const { properties, statements } = render();
    expect(properties.Skills).toEqual([]);
    expect(skillSids(statements)).toEqual([]);
  });
});

describe('Skill.fromBucket', () => {
  test.each(['skills/refunds', 'skills/refunds/', '/skills/refunds'])(
    'is read at %s, and nothing beside it',
    (prefix) => {
      const { properties, statements } = reading((stack) => [Skill.fromBucket(bucketIn(stack), prefix)]);
      expect(properties.Skills).toEqual([{ S3: { Uri: 's3://team-skills/skills/refunds/' } }]);
      expect(statements.SkillSkillsRefunds).toEqual({
        Sid: 'SkillSkillsRefunds',
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::team-skills/skills/refunds/*',
      });
      expect(statements.SkillListSkillsRefunds).toMatchObject({
        Action: 's3:ListBucket',
        Resource: 'arn:aws:s3:::team-skills',
        Condition: { StringLike: { 's3:prefix': ['skills/refunds', 'skills/refunds/*'] } },
      });
      expect(skillSids(statements)).toEqual(['SkillSkillsRefunds', 'SkillListSkillsRefunds']);
    },
  );

  test('accepts an empty prefix for the whole bucket', () => {
    const { properties, statements } = reading((stack) => [Skill.fromBucket(bucketIn(stack), '')]);
    expect(properties.Skills).toEqual([{ S3: { Uri: 's3://team-skills/' } }]);
    expect(statements.Skill.Resource).toBe('arn:aws:s3:::team-skills/*');
    expect(statements.SkillList.Condition).toBeUndefined();
  });

  test('grants the key of the bucket through Amazon S3 only', () => {
    const { statements } = reading((stack) => {
      const encryptionKey = new Key(stack, 'Key');
      return [Skill.fromBucket(new Bucket(stack, 'Own', { encryptionKey }), 'refunds')];
    });
    expect(statements.SkillKeyRefunds).toMatchObject({
      Action: 'kms:Decrypt',
      Resource: expect.stringMatching(/^\$\{Key\w+\.Arn\}$/),
      Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
    });
  });

  test('accepts a prefix that is a token', () => {
    const { properties, statements } = reading((stack) => [
      Skill.fromBucket(bucketIn(stack), new CfnParameter(stack, 'Prefix').valueAsString),
    ]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how these tests write a Ref
    expect(properties.Skills).toEqual([{ S3: { Uri: 's3://team-skills/${Prefix}' } }]);
    expect(skillSids(statements)).toEqual(['Skill', 'SkillList']);
  });
});

describe('Skill.fromDirectory', () => {
  const uploads = (stack: Stack) =>
    Object.values(Template.fromStack(stack).findResources('Custom::CDKBucketDeployment')).map(({ Properties }) =>
      plain(Properties),
    );

  test('uploads to a bucket of the stack before the harness is created', () => {
    const stack = testStack();
    harnessIn(stack, { skills: [Skill.fromDirectory(directory('refunds'))] });
    const template = Template.fromStack(stack);
    expect(uploads(stack)).toEqual([
      expect.objectContaining({
        DestinationBucketName: expect.stringMatching(/^\$\{AgentCoreSkills/),
        DestinationBucketKeyPrefix: expect.stringMatching(/^skills\/refunds\/[0-9a-f]{16}\/$/),
        RetainOnDelete: true,
        Prune: false,
      }),
    ]);
    const [harness] = Object.values(template.findResources('AWS::BedrockAgentCore::Harness'));
    const [upload] = Object.keys(template.findResources('Custom::CDKBucketDeployment'));
    expect(harness.DependsOn).toContain(upload);
    template.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
  });

  test('grants reading the current and earlier contents, which earlier versions use', () => {
    const { stack, properties, statements } = reading(() => [Skill.fromDirectory(directory('refunds'))]);
    const [upload] = uploads(stack) as Array<{ DestinationBucketName: string; DestinationBucketKeyPrefix: string }>;
    const { DestinationBucketName: bucket, DestinationBucketKeyPrefix: prefix } = upload;
    expect(properties.Skills).toEqual([{ S3: { Uri: `s3://${bucket}/${prefix}` } }]);
    expect(statements.SkillRefunds.Resource).toBe(`${bucket.replace('}', '.Arn}')}/skills/refunds/*`);
  });

  test('uploads changed content to another prefix', () => {
    const [before] = uploads(reading(() => [Skill.fromDirectory(directory('refunds'))]).stack);
    const [after] = uploads(reading(() => [Skill.fromDirectory(directory('refunds', 'Does better.'))]).stack);
    const [again] = uploads(reading(() => [Skill.fromDirectory(directory('refunds', 'Does better.'))]).stack);
    expect(after).not.toEqual(before);
    expect(again).toEqual(after);
  });

  test('uploads to the bucket of the options, and creates no other bucket', () => {
    const { stack, properties } = reading((it) => [
      Skill.fromDirectory(directory('refunds'), { bucket: bucketIn(it) }),
    ]);
    Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 0);
    expect(properties).toHaveProperty(
      'Skills.0.S3.Uri',
      expect.stringMatching(/^s3:\/\/team-skills\/skills\/refunds\//),
    );
  });

  test('shares the bucket with other harnesses of the stack', () => {
    const stack = testStack();
    const skills = [Skill.fromDirectory(directory('refunds')), Skill.fromDirectory(directory('returns'))];
    new Harness(stack, 'First', { model: MODEL, skills });
    new Harness(stack, 'Second', { model: MODEL, skills });
    Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 1);
    expect(uploads(stack)).toHaveLength(4);
  });
});

describe('Skill.fromGit', () => {
  const URL = 'https://git.example.com/team/skills.git';

  test('grants nothing for a public repository', () => {
    const { properties, statements } = reading(() => [Skill.fromGit(URL)]);
    expect(properties.Skills).toEqual([{ Git: { Url: URL } }]);
    expect(skillSids(statements)).toEqual([]);
  });

  test('grants the credential of a private repository', () => {
    const { properties, statements } = reading((stack) => [
      Skill.fromGit(URL, { path: 'refunds', credential: ApiKey.fromApiKeyArn(stack, 'Key', KEY_ARN), username: 'me' }),
    ]);
    expect(properties.Skills).toEqual([
      { Git: { Url: URL, Path: 'refunds', Auth: { CredentialArn: KEY_ARN, Username: 'me' } } },
    ]);
    expect(statements.SkillGitSkillsGit.Action).toBe('bedrock-agentcore:GetResourceApiKey');
    expect(statements.SkillGitSecretSkillsGit.Resource).toMatch(/!default\/apikey\/git-\*$/);
  });

  test.each(['http://git.example.com/skills.git', 'git@git.example.com:skills.git'])('rejects the URL %s', (url) => {
    expect(() => reading(() => [Skill.fromGit(url)])).toThrow(/skills/);
  });
});

describe('Skill.fromPath and Skill.aws', () => {
  test('renders a path', () => {
    const { properties, statements } = reading(() => [Skill.fromPath('/mnt/skills/refunds')]);
    expect(properties.Skills).toEqual([{ Path: '/mnt/skills/refunds' }]);
    expect(skillSids(statements)).toEqual([]);
  });

  test('renders all skills of AWS by default, and the given patterns', () => {
    expect(reading(() => [Skill.aws()]).properties.Skills).toEqual([{ AwsSkills: {} }]);
    expect(reading(() => [Skill.aws('aws-cost*', 'iam')]).properties.Skills).toEqual([
      { AwsSkills: { Paths: ['aws-cost*', 'iam'] } },
    ]);
  });
});
