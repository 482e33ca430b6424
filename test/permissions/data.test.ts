import { Memory } from 'aws-cdk-lib/aws-bedrockagentcore';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccessPoint, FileSystem } from 'aws-cdk-lib/aws-efs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnOutput, type Stack } from 'aws-cdk-lib/core';
import {
  ApiKey,
  Filesystem,
  HarnessMemory,
  type HarnessProps,
  type MountOptions,
  Network,
  S3Files,
  Skill,
} from '../../src';
import { ACCOUNT, harnessIn } from '../support/helpers';
import { agentCoreArn, allowedOf, policiesOf, type Row, roleNamed, testFeature } from '../support/simulate';
import { type SynthesizedStack, synthesizeStack } from '../support/synthesize';
import { exportOf } from '../support/wiring';

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:us-east-1:${ACCOUNT}:${resource}`;
}

function memoryActions(...names: string[]): string[] {
  return names.map((name) => `bedrock-agentcore:${name}`);
}

const EVENTS = memoryActions('CreateEvent', 'GetEvent', 'ListEvents', 'DeleteEvent');
const RETRIEVE = memoryActions('RetrieveMemoryRecords');
const CUSTOMERS = agentCoreArn('memory/customers-a1B2c3D4e5');
const OTHERS = agentCoreArn('memory/suppliers-a1B2c3D4e5');

const customersIn = (stack: Stack) =>
  Memory.fromMemoryAttributes(stack, 'Customers', {
    memoryArn: CUSTOMERS,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/customers`,
  });

testFeature('a memory', (stack) => ({ memory: HarnessMemory.store(customersIn(stack)) }), {
  may: [
    ['store events of any actor', EVENTS, CUSTOMERS, { 'bedrock-agentcore:actorId': 'ada' }],
    ['retrieve memory records', RETRIEVE, CUSTOMERS],
  ],
  mayNot: [
    ['use another memory', [...EVENTS, ...RETRIEVE], OTHERS],
    ['change it', memoryActions('UpdateMemory', 'DeleteMemory'), CUSTOMERS],
    ['delete memory records', memoryActions('DeleteMemoryRecord', 'BatchDeleteMemoryRecords'), CUSTOMERS],
  ],
});

const DESK = { 'bedrock-agentcore:actorId': 'front-desk' };

testFeature(
  'a memory of one actor',
  (stack) => ({ memory: HarnessMemory.store(customersIn(stack), { actorId: 'front-desk' }) }),
  {
    may: [
      ['store events of the actor', EVENTS, CUSTOMERS, DESK],
      ['retrieve memory records', RETRIEVE, CUSTOMERS],
    ],
    mayNot: [
      ['access events of another actor', EVENTS, CUSTOMERS, { 'bedrock-agentcore:actorId': 'back-office' }],
      ['access events without an actor', EVENTS, CUSTOMERS],
      ['use another memory', EVENTS, OTHERS, DESK],
      ['retrieve memory records of another memory', RETRIEVE, OTHERS],
    ],
  },
);

describe('The role of a harness with a managed memory', () => {
  const synthesized = (props: Partial<HarnessProps>) =>
    synthesizeStack((stack) => {
      const { managedMemoryArn } = harnessIn(stack, props);
      new CfnOutput(stack, 'Memory', { value: managedMemoryArn ?? OTHERS, exportName: 'memory' });
    });
  const allowed = (stacks: SynthesizedStack[], memoryArn: string) =>
    allowedOf(policiesOf(stacks, roleNamed(stacks, 'AgentRole')), ['use', [...EVENTS, ...RETRIEVE], memoryArn]);

  test('may use the managed memory of the harness, and no other memory', async () => {
    const stacks = synthesized({});
    expect(await allowed(stacks, String(exportOf(stacks, 'memory')))).toEqual([...EVENTS, ...RETRIEVE]);
    expect(await allowed(stacks, OTHERS)).toEqual([]);
  });

  test('may not use a memory if the harness has none', async () => {
    expect(await allowed(synthesized({ memory: HarnessMemory.none() }), OTHERS)).toEqual([]);
  });
});

const KEY = arn('kms', 'key/11111111-2222-3333-4444-555555555555');
const OTHER_KEY = arn('kms', 'key/99999999-2222-3333-4444-555555555555');
const KEEP = ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'];

function via(service: string): { 'kms:ViaService': string } {
  return { 'kms:ViaService': `${service}.us-east-1.amazonaws.com` };
}

const encrypted = (stack: Stack) => HarnessMemory.managed({ encryptionKey: Key.fromKeyArn(stack, 'Key', KEY) });

testFeature('a managed memory with a key', (stack) => ({ memory: encrypted(stack) }), {
  may: [['let the service use the key', KEEP, KEY, via('bedrock-agentcore')]],
  mayNot: [
    ['use the key itself', KEEP, KEY],
    ['use the key through another service', KEEP, KEY, via('s3')],
    ['use another key', KEEP, OTHER_KEY, via('bedrock-agentcore')],
    ['give the key away', 'kms:PutKeyPolicy', KEY, via('bedrock-agentcore')],
  ],
});

const GET = 's3:GetObject';
const LIST = 's3:ListBucket';
const LIBRARY = 'arn:aws:s3:::library';
const listed = (prefix: string) => ({ 's3:prefix': prefix });

const libraryIn = (stack: Stack) =>
  Bucket.fromBucketAttributes(stack, 'Library', {
    bucketArn: LIBRARY,
    encryptionKey: Key.fromKeyArn(stack, 'Key', KEY),
  });

describe.each(['skills/refunds/', 'skills/refunds', '/skills/refunds/'])('%s', (prefix) => {
  testFeature('a skill of a bucket', (stack) => ({ skills: [Skill.fromBucket(libraryIn(stack), prefix)] }), {
    may: [
      ['read it', GET, `${LIBRARY}/skills/refunds/SKILL.md`],
      ['list it', LIST, LIBRARY, listed('skills/refunds')],
      ['list its files', LIST, LIBRARY, listed('skills/refunds/')],
      ['decrypt it', 'kms:Decrypt', KEY, via('s3')],
    ],
    mayNot: [
      ['read another directory', GET, `${LIBRARY}/skills/payroll/SKILL.md`],
      ['read a directory whose name has the same prefix', GET, `${LIBRARY}/skills/refunds-internal/SKILL.md`],
      ['read another bucket', GET, 'arn:aws:s3:::payroll/skills/refunds/SKILL.md'],
      ['list another directory', LIST, LIBRARY, listed('skills/payroll/')],
      ['list a directory whose name has the same prefix', LIST, LIBRARY, listed('skills/refunds-internal/')],
      ['list the whole bucket', LIST, LIBRARY, listed('')],
      ['change it', ['s3:PutObject', 's3:DeleteObject'], `${LIBRARY}/skills/refunds/SKILL.md`],
      ['use the key directly', 'kms:Decrypt', KEY],
      ['encrypt with the key', 'kms:GenerateDataKey', KEY, via('s3')],
    ],
  });
});

testFeature('a bucket that is one skill', (stack) => ({ skills: [Skill.fromBucket(libraryIn(stack), '')] }), {
  may: [
    ['read all of it', GET, `${LIBRARY}/SKILL.md`],
    ['list all of it', LIST, LIBRARY],
    ['list a part of it', LIST, LIBRARY, listed('charts/')],
  ],
  mayNot: [['read another bucket', GET, 'arn:aws:s3:::payroll/SKILL.md']],
});

const GIT_KEY = agentCoreArn('token-vault/default/apikeycredentialprovider/git');
const gitSkill = (stack: Stack) =>
  Skill.fromGit('https://git.example.com/skills.git', { credential: ApiKey.fromApiKeyArn(stack, 'Git', GIT_KEY) });

testFeature('a skill of a private repository', (stack) => ({ skills: [gitSkill(stack)] }), {
  may: [['fetch its password', 'bedrock-agentcore:GetResourceApiKey', GIT_KEY]],
  mayNot: [['fetch other passwords', 'bedrock-agentcore:GetResourceApiKey', GIT_KEY.replace('/git', '/payroll')]],
});

const publicSkills = [Skill.fromGit('https://git.example.com/skills.git'), Skill.fromPath('/opt/skills'), Skill.aws()];

testFeature('skills that are public', () => ({ skills: publicSkills }), {
  may: [],
  mayNot: [
    ['fetch passwords', 'bedrock-agentcore:GetResourceApiKey', GIT_KEY],
    ['read buckets', GET, `${LIBRARY}/SKILL.md`],
  ],
});

function mounted(stack: Stack, ...filesystems: Filesystem[]): Partial<HarnessProps> {
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['us-east-1a'],
    privateSubnetIds: ['subnet-0123456789abcdef0'],
  });
  return { network: Network.vpc(vpc), filesystems };
}

interface FileService {
  readonly fileSystem: string;
  readonly accessPoint: string;
  readonly otherAccessPoint: string;
  readonly otherFileSystem: string;
  readonly look: Row[];
  mount(stack: Stack, options?: MountOptions): Filesystem;
}

const [FS, FSAP, OTHER_FS, OTHER_FSAP] = ['fs-0a', 'fsap-0a', 'fs-0b', 'fsap-0b'].map((id) => id.padEnd(22, '0'));

const SERVICES: Record<string, FileService> = {
  elasticfilesystem: {
    fileSystem: arn('elasticfilesystem', `file-system/${FS}`),
    accessPoint: arn('elasticfilesystem', `access-point/${FSAP}`),
    otherAccessPoint: arn('elasticfilesystem', `access-point/${OTHER_FSAP}`),
    otherFileSystem: arn('elasticfilesystem', `file-system/${OTHER_FS}`),
    look: [
      [
        'describe its mount targets',
        'elasticfilesystem:DescribeMountTargets',
        arn('elasticfilesystem', `file-system/${FS}`),
      ],
      [
        'describe its access point',
        'elasticfilesystem:DescribeAccessPoints',
        arn('elasticfilesystem', `access-point/${FSAP}`),
      ],
    ],
    mount: (stack, options) => {
      const fileSystem = FileSystem.fromFileSystemAttributes(stack, 'Cases', {
        fileSystemId: FS,
        securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Targets', 'sg-0123456789abcdef0'),
      });
      const attributes = { accessPointId: FSAP, fileSystem };
      return Filesystem.efs(AccessPoint.fromAccessPointAttributes(stack, 'Agents', attributes), '/mnt/cases', options);
    },
  },
  s3files: {
    fileSystem: arn('s3files', `file-system/${FS}`),
    accessPoint: arn('s3files', `file-system/${FS}/access-point/${FSAP}`),
    otherAccessPoint: arn('s3files', `file-system/${FS}/access-point/${OTHER_FSAP}`),
    otherFileSystem: arn('s3files', `file-system/${OTHER_FS}`),
    look: [
      ['list its mount targets', 's3files:ListMountTargets', arn('s3files', `file-system/${FS}`)],
      ['describe a mount target', 's3files:GetMountTarget', arn('s3files', `file-system/${FS}`)],
      ['describe the file system', 's3files:GetFileSystem', arn('s3files', `file-system/${FS}`)],
      ['describe its access point', 's3files:GetAccessPoint', arn('s3files', `file-system/${FS}/access-point/${FSAP}`)],
    ],
    mount: (stack, options) => {
      const accessPoint = S3Files.fromS3FilesAttributes(stack, 'S3Files', {
        accessPointArn: arn('s3files', `file-system/${FS}/access-point/${FSAP}`),
        securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Targets', 'sg-0123456789abcdef0')],
      });
      return Filesystem.s3Files(accessPoint, '/mnt/cases', options);
    },
  },
};

describe.each(Object.entries(SERVICES))('%s', (service, { fileSystem, look, mount, ...of }) => {
  const [read, write] = [`${service}:ClientMount`, `${service}:ClientWrite`];
  const through = (accessPoint: string) => ({ [`${service}:AccessPointArn`]: accessPoint });
  const mayNot: Row[] = [
    ['mount it through another access point', [read, write], fileSystem, through(of.otherAccessPoint)],
    ['mount it without an access point', [read, write], fileSystem],
    ['mount another file system', [read, write], of.otherFileSystem, through(of.accessPoint)],
    ['access it as root', `${service}:ClientRootAccess`, fileSystem, through(of.accessPoint)],
    ['delete it', `${service}:DeleteFileSystem`, fileSystem],
  ];

  testFeature('a file system', (stack) => mounted(stack, mount(stack)), {
    may: [['read and write it', [read, write], fileSystem, through(of.accessPoint)], ...look],
    mayNot,
  });

  testFeature('a file system to read', (stack) => mounted(stack, mount(stack, { readOnly: true })), {
    may: [['read it', read, fileSystem, through(of.accessPoint)], ...look],
    mayNot: [['write it', write, fileSystem, through(of.accessPoint)], ...mayNot],
  });
});

testFeature('session storage', () => ({ filesystems: [Filesystem.sessionStorage('/mnt/work')] }), {
  may: [],
  mayNot: [['mount file systems', 'elasticfilesystem:ClientMount', arn('elasticfilesystem', `file-system/${FS}`)]],
});
