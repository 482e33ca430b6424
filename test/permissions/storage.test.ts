/** The permissions of S3 Files on a bucket and of AgentCore on instances, and no other permissions. */
import { EbsDeviceVolumeType, InstanceType, KeyPair, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { InstanceProfile, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Size, type Stack } from 'aws-cdk-lib/core';
import {
  CapacityProvider,
  type CapacityProviderProps,
  EphemeralVolume,
  Network,
  S3Files,
  type S3FilesProps,
} from '../../src';
import * as references from '../support/fixtures/limits/references';
import { ACCOUNT } from '../support/helpers';
import { type Context, policiesMade, type Row, testPolicies } from '../support/simulate';

const HERE = { 'aws:ResourceAccount': ACCOUNT };
const SCANS = 'arn:aws:s3:::scans';
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const RULE = `arn:aws:events:us-east-1:${ACCOUNT}:rule/DO-NOT-DELETE-S3-Files-a1b2`;
const s3 = (...names: string[]) => names.map((name) => `s3:${name}`);
const READ = s3('GetObject', 'GetObjectVersion', 'GetObjectTagging', 'GetObjectVersionTagging');
const WRITE = s3('PutObject', 'PutObjectTagging', 'DeleteObject', 'DeleteObjectVersion', 'AbortMultipartUpload');
const LIST = s3('ListBucket', 'ListBucketVersions');
const KEY_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
const viaS3 = { 'kms:ViaService': 's3.us-east-1.amazonaws.com' };
const RULES = ['events:PutRule', 'events:PutTargets', 'events:RemoveTargets', 'events:DeleteRule', 'events:EnableRule'];
const managed = { 'events:ManagedBy': 'elasticfilesystem.amazonaws.com' };

function filesPolicies(props: Partial<S3FilesProps>, bucketArn = SCANS) {
  return () =>
    policiesMade('FilesRole', (stack) => {
      const encryptionKey = Key.fromKeyArn(stack, 'Key', KEY);
      const bucket = Bucket.fromBucketAttributes(stack, 'Scans', { bucketArn, encryptionKey });
      new S3Files(stack, 'Files', { bucket, vpc: references.vpc(stack), ...props });
    });
}

const ELSEWHERE = () =>
  policiesMade('FilesRole', (stack) => {
    const bucket = Bucket.fromBucketName(stack, 'Elsewhere', 'elsewhere');
    new S3Files(stack, 'Files', { bucket, vpc: references.vpc(stack) });
  });

const IN_EVERY_ROLE: Row[] = [
  ['change the bucket', s3('PutBucketPolicy', 'DeleteBucket', 'PutBucketVersioning'), SCANS, HERE],
  ['change object ACLs', s3('PutObjectAcl', 'PutObjectVersionAcl'), `${SCANS}/incoming/a.pdf`, HERE],
  ['lock objects', s3('PutObjectRetention', 'BypassGovernanceRetention'), `${SCANS}/incoming/a.pdf`, HERE],
  ['read a bucket of another name', READ, 'arn:aws:s3:::payroll/incoming/a.pdf', HERE],
  ['read the bucket of another account', READ, `${SCANS}/incoming/a.pdf`, { 'aws:ResourceAccount': '999988887777' }],
  ['list another bucket', LIST, 'arn:aws:s3:::payroll', HERE],
  ['use the key directly', KEY_ACTIONS, KEY],
  ['use another key', KEY_ACTIONS, KEY.replace('1111', '9999'), viaS3],
  ['manage other rules', RULES, RULE.replace('DO-NOT-DELETE-S3-Files', 'orders'), managed],
  ['manage rules of other owners', RULES.slice(0, 3), RULE],
  ['manage rules in another Region', RULES, RULE.replace('us-east-1', 'eu-west-1'), managed],
];

testPolicies('S3 Files of a bucket', [filesPolicies({}), ELSEWHERE], {
  may: [
    ['read it', READ, `${SCANS}/letters/a.pdf`, HERE],
    ['write it', WRITE, `${SCANS}/letters/a.pdf`, HERE],
    ['list it', LIST, SCANS, HERE],
    ['use its key', KEY_ACTIONS, KEY, viaS3],
  ],
  mayNot: IN_EVERY_ROLE,
});

testPolicies('S3 Files of a part of a bucket', [filesPolicies({ prefix: 'incoming/' }), ELSEWHERE], {
  may: [
    ['read the prefix', READ, `${SCANS}/incoming/a.pdf`, HERE],
    ['write the prefix', WRITE, `${SCANS}/incoming/a.pdf`, HERE],
    ['list the bucket', LIST, SCANS, HERE],
  ],
  mayNot: [
    ['read another prefix', READ, `${SCANS}/payroll/a.pdf`, HERE],
    ['write another prefix', WRITE, `${SCANS}/payroll/a.pdf`, HERE],
    ['read a prefix that begins with the same text', READ, `${SCANS}/incoming-secret/a.pdf`, HERE],
    ...IN_EVERY_ROLE,
  ],
});

testPolicies('S3 Files', [filesPolicies({}), () => []], {
  may: [
    ['manage the rules that notify it of changes', RULES, RULE, managed],
    ['describe the rules', ['events:DescribeRule', 'events:ListTargetsByRule'], RULE],
    ['list rules', ['events:ListRules', 'events:ListRuleNamesByTarget'], '*'],
  ],
  mayNot: [],
});

const ec2Arn = (resource: string, account = ACCOUNT, region = 'us-east-1') =>
  `arn:aws:ec2:${region}:${account}:${resource}`;
const ec2 = (...names: string[]) => names.map((name) => `ec2:${name}`);
const LAUNCH = ec2('RunInstances');
const MARK = 'bedrock-agentcore:capacity-provider-id';
const NEW: Context = { [`aws:RequestTag/${MARK}`]: 'plants-a1B2c3D4e5' };
const MARKED: Context = { [`aws:ResourceTag/${MARK}`]: 'plants-a1B2c3D4e5' };
const MANAGED: Context = { 'ec2:ManagedResourceOperator': 'bedrock-agentcore.amazonaws.com' };
const GROUP_ARN = `arn:aws:autoscaling:us-east-1:${ACCOUNT}:autoScalingGroup:a1b2:autoScalingGroupName/agentcore-managed-instances-a1`;
const SUBNET = 'subnet-0a1b2c3d4e5f60718';
const GROUP = 'sg-0a1b2c3d4e5f60718';

function operatorPolicies(propsOf: (stack: Stack) => Partial<CapacityProviderProps> = () => ({})) {
  return () =>
    policiesMade('CapacityRole', (stack) => {
      const securityGroups = [SecurityGroup.fromSecurityGroupId(stack, 'Group', GROUP)];
      new CapacityProvider(stack, 'Capacity', {
        instanceTypes: [new InstanceType('c8g.large')],
        network: Network.vpc(references.vpc(stack), { securityGroups }),
        ...propsOf(stack),
      });
    });
}

testPolicies('The operator of a capacity provider', [operatorPolicies(), () => []], {
  may: [
    ['describe EC2 resources', ec2('DescribeInstances', 'DescribeSubnets', 'DescribeInstanceTypes'), '*'],
    ['launch in its subnets', LAUNCH, ec2Arn(`subnet/${SUBNET}`)],
    ['launch in subnets that another account shares', LAUNCH, ec2Arn(`subnet/${SUBNET}`, '999988887777')],
    ['launch in its security group', [...LAUNCH, ...ec2('CreateNetworkInterface')], ec2Arn(`security-group/${GROUP}`)],
    ["launch Amazon's images", LAUNCH, ec2Arn('image/ami-0123', ''), { 'ec2:Owner': 'amazon' }],
    ['launch instances with the tag', LAUNCH, ec2Arn('instance/i-0123'), NEW],
    ['launch from templates with the tag', LAUNCH, ec2Arn('launch-template/lt-0123'), MARKED],
    ['create templates with the tag', ec2('CreateLaunchTemplate'), ec2Arn('launch-template/lt-0123'), NEW],
    ['change templates of AgentCore', ec2('ModifyLaunchTemplate'), ec2Arn('launch-template/lt-0123'), MANAGED],
    ['create groups with the tag', 'autoscaling:CreateAutoScalingGroup', GROUP_ARN, NEW],
    [
      'scale groups with the tag',
      ['autoscaling:UpdateAutoScalingGroup', 'autoscaling:LaunchInstances'],
      GROUP_ARN,
      MARKED,
    ],
    [
      'tag resources when it creates them',
      ec2('CreateTags'),
      ec2Arn('instance/i-0123'),
      { 'ec2:CreateAction': 'RunInstances' },
    ],
    [
      'receive events of its instances',
      ['events:PutRule', 'events:PutTargets'],
      `arn:aws:events:us-east-1:${ACCOUNT}:rule/agentcore-lifecycle-events-a1`,
      { 'events:ManagedBy': 'bedrock-agentcore.amazonaws.com' },
    ],
  ],
  mayNot: [
    ['launch in another subnet', LAUNCH, ec2Arn('subnet/subnet-0fedcba9876543210')],
    ['launch in another security group', LAUNCH, ec2Arn('security-group/sg-0fedcba9876543210')],
    ['launch in another Region', LAUNCH, ec2Arn(`subnet/${SUBNET}`, ACCOUNT, 'eu-west-1')],
    ['launch images of other owners', LAUNCH, ec2Arn('image/ami-0123', ''), { 'ec2:Owner': '999988887777' }],
    ['launch instances without the tag', LAUNCH, ec2Arn('instance/i-0123')],
    ['launch from other templates', LAUNCH, ec2Arn('launch-template/lt-0123')],
    ['change templates without the tag', ec2('ModifyLaunchTemplate'), ec2Arn('launch-template/lt-0123')],
    ['scale groups without the tag', 'autoscaling:UpdateAutoScalingGroup', GROUP_ARN],
    [
      'scale groups with another name',
      'autoscaling:UpdateAutoScalingGroup',
      GROUP_ARN.replace('agentcore-managed-instances', 'web'),
      MARKED,
    ],
    ['stop or terminate instances', ec2('TerminateInstances', 'StopInstances'), ec2Arn('instance/i-0123'), MANAGED],
    ['tag existing instances', ec2('CreateTags'), ec2Arn('instance/i-0123')],
    [
      'pass roles',
      'iam:PassRole',
      `arn:aws:iam::${ACCOUNT}:role/admin`,
      { 'iam:PassedToService': 'ec2.amazonaws.com' },
    ],
    ['create volumes', ec2('CreateVolume'), ec2Arn('volume/vol-0123'), NEW],
    ['use key pairs', LAUNCH, ec2Arn('key-pair/operators')],
    ['read snapshots', LAUNCH, ec2Arn('snapshot/snap-01234567', '')],
    ['use keys', ['kms:Decrypt', 'kms:CreateGrant'], KEY, { 'kms:ViaService': 'ec2.us-east-1.amazonaws.com' }],
    ['open security groups', ec2('AuthorizeSecurityGroupIngress'), ec2Arn(`security-group/${GROUP}`)],
  ],
});

const volumes = (stack: Stack): Partial<CapacityProviderProps> => ({
  volumes: [
    {
      name: 'models',
      size: Size.gibibytes(20),
      snapshotId: 'snap-01234567',
      encryptionKey: Key.fromKeyArn(stack, 'Key', KEY),
    },
  ],
});
const viaEc2 = { 'kms:ViaService': 'ec2.us-east-1.amazonaws.com' };
const EBS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptTo'];

testPolicies('The operator of instances with volumes', [operatorPolicies(volumes), operatorPolicies()], {
  may: [
    ['create volumes with the tag', ec2('CreateVolume'), ec2Arn('volume/vol-0123'), NEW],
    ['create volumes from the snapshot', ec2('CreateVolume'), ec2Arn('snapshot/snap-01234567', '')],
    ['attach volumes', ec2('AttachVolume'), ec2Arn('volume/vol-0123'), MANAGED],
    ['encrypt volumes', EBS, KEY, viaEc2],
    ['let EBS use the key', 'kms:CreateGrant', KEY, { 'kms:GrantIsForAWSResource': 'true' }],
  ],
  mayNot: [
    ['create volumes without the tag', ec2('CreateVolume'), ec2Arn('volume/vol-0123')],
    ['create volumes from another snapshot', ec2('CreateVolume'), ec2Arn('snapshot/snap-89abcdef', '')],
    ["attach the account's volumes", ec2('AttachVolume'), ec2Arn('volume/vol-0123')],
    ['delete volumes', ec2('DeleteVolume'), ec2Arn('volume/vol-0123'), MANAGED],
    ['use the key directly', EBS, KEY],
    [
      'let principals other than AWS services use the key',
      'kms:CreateGrant',
      KEY,
      { 'kms:GrantIsForAWSResource': 'false' },
    ],
    ['use another key', EBS, KEY.replace('1111', '9999'), viaEc2],
  ],
});

const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/instances`;
const parts = (stack: Stack): Partial<CapacityProviderProps> => ({
  launch: {
    keyPair: KeyPair.fromKeyPairName(stack, 'Operators', 'operators'),
    instanceProfile: InstanceProfile.fromInstanceProfileAttributes(stack, 'Profile', {
      instanceProfileArn: `arn:aws:iam::${ACCOUNT}:instance-profile/instances`,
      role: Role.fromRoleArn(stack, 'Instances', ROLE_ARN),
    }),
    ephemeralVolumes: [
      EphemeralVolume.ebs('/dev/sdh', { snapshotId: 'snap-89abcdef', volumeType: EbsDeviceVolumeType.GP3 }),
    ],
  },
});
const toEc2 = { 'iam:PassedToService': 'ec2.amazonaws.com' };

testPolicies(
  'The operator of instances with a profile, a key pair and a snapshot',
  [operatorPolicies(parts), operatorPolicies()],
  {
    may: [
      ['launch with the key pair', LAUNCH, ec2Arn('key-pair/operators')],
      ['launch with the snapshot', LAUNCH, ec2Arn('snapshot/snap-89abcdef', '')],
      ["pass the profile's role to instances", 'iam:PassRole', ROLE_ARN, toEc2],
    ],
    mayNot: [
      ['launch with another key pair', LAUNCH, ec2Arn('key-pair/admins')],
      ['launch with another snapshot', LAUNCH, ec2Arn('snapshot/snap-01234567', '')],
      ['pass another role', 'iam:PassRole', ROLE_ARN.replace('instances', 'admin'), toEc2],
      ['pass the role to another service', 'iam:PassRole', ROLE_ARN, { 'iam:PassedToService': 'lambda.amazonaws.com' }],
    ],
  },
);
