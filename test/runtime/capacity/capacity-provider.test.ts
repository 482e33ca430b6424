import { Template } from 'aws-cdk-lib/assertions';
import { InstanceType, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { InstanceProfile, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Duration, RemovalPolicy, Size, type Stack, Stage, Tags } from 'aws-cdk-lib/core';
import { AssetManifestArtifact } from 'aws-cdk-lib/cx-api';
import {
  Artifact,
  CapacityProvider,
  type CapacityProviderProps,
  CapacityReservation,
  ContainerImage,
  Filesystem,
  type InstanceLaunchOptions,
  Network,
} from '../../../src';
import * as references from '../../support/fixtures/limits/references';
import { vpcIn } from '../../support/fixtures/parts';
import { runtimeIn, runtimeProperties, testStack } from '../../support/helpers';
import { plain, warningsOf } from '../../support/rendered';

const TYPE = 'AWS::BedrockAgentCore::CapacityProvider';
const ARN = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:capacity-provider/shared-a1B2c3D4e5';
const SCRATCH = { name: 'scratch', size: Size.gibibytes(20) };

function capacityIn(stack: Stack, props: Partial<CapacityProviderProps> = {}): CapacityProvider {
  return new CapacityProvider(stack, 'Capacity', {
    instanceTypes: [new InstanceType('c8g.large')],
    network: Network.vpc(vpcIn(stack)),
    ...props,
  });
}

interface Rendered {
  readonly stack: Stack;
  readonly template: Template;
  readonly properties: Record<string, unknown>;
  readonly ec2: Record<string, unknown>;
  readonly launch: Record<string, unknown>;
}

function rendered(propsOf: (stack: Stack) => Partial<CapacityProviderProps> = () => ({})): Rendered {
  const stack = testStack();
  capacityIn(stack, propsOf(stack));
  const template = Template.fromStack(stack);
  const [resource] = Object.values(template.findResources(TYPE));
  const properties = plain(resource.Properties) as Record<string, unknown>;
  const { Ec2Configuration: ec2 } = properties.ComputeConfiguration as Record<string, Rendered['ec2']>;
  const { LaunchParameters: launch } = ec2.LaunchTemplateSource as Record<string, Rendered['launch']>;
  return { stack, template, properties, ec2, launch };
}

const launched = (launch: InstanceLaunchOptions) => rendered(() => ({ launch })).launch;

describe('A capacity provider', () => {
  test('uses the private subnets, and renders no optional properties by default', () => {
    expect(rendered().properties).toEqual({
      Name: expect.any(String),
      PermissionsConfiguration: {
        CapacityProviderOperatorRoleArn: expect.stringMatching(/^\$\{CapacityRole\w+\.Arn\}$/),
      },
      ComputeConfiguration: {
        Ec2Configuration: {
          LaunchTemplateSource: {
            LaunchParameters: {
              OperatingSystem: 'LINUX_ARM64',
              InstanceRequirements: { AllowedInstanceTypes: ['c8g.large'] },
            },
          },
          VpcConfiguration: {
            Subnets: [expect.stringMatching(/^\$\{VpcagentsSubnet1/), expect.stringMatching(/^\$\{VpcagentsSubnet2/)],
            SecurityGroups: [expect.stringMatching(/^\$\{CapacitySecurityGroup/)],
          },
          RootVolume: { VolumeType: 'gp3', Encrypted: true, FreeSpaceGiB: 8 },
        },
      },
    });
  });

  test('has the architecture of its instance types', () => {
    expect(rendered(() => ({ instanceTypes: [new InstanceType('g6.xlarge')] })).launch.OperatingSystem).toBe(
      'LINUX_X86_64',
    );
  });

  test('encrypts volumes by default', () => {
    const volumes = [SCRATCH, { ...SCRATCH, name: 'plain', encrypted: false }];
    expect(rendered(() => ({ volumes })).ec2.Volumes).toEqual([
      { EbsConfiguration: { Name: 'scratch', SizeGiB: 20, VolumeType: 'gp3', Encrypted: true } },
      { EbsConfiguration: { Name: 'plain', SizeGiB: 20, VolumeType: 'gp3', Encrypted: false } },
    ]);
  });

  test('renders the lifecycle only if it is set', () => {
    const lifecycle = { idleTimeout: Duration.minutes(10), maxLifetime: Duration.days(2) };
    expect(rendered(() => ({ lifecycle })).ec2.LifecycleConfiguration).toEqual({
      IdleInstanceTimeout: 600,
      MaxLifetime: 172_800,
    });
    expect(rendered().ec2).not.toHaveProperty('LifecycleConfiguration');
  });

  test.each<[string, CapacityReservation, object]>([
    ['open', CapacityReservation.open(), { CapacityReservationPreference: 'open' }],
    ['none', CapacityReservation.none(), { CapacityReservationPreference: 'none' }],
    ['only', CapacityReservation.only(), { CapacityReservationPreference: 'capacity-reservations-only' }],
  ])('is launched into reservations: %s', (_, capacityReservation, specification) => {
    expect(launched({ capacityReservation }).CapacityReservationSpecification).toEqual(specification);
  });

  test('renders detailed monitoring only if it is set', () => {
    expect(launched({ detailedMonitoring: true }).Monitoring).toBe('DETAILED');
    expect(launched({ detailedMonitoring: false }).Monitoring).toBe('BASIC');
    expect(launched({})).not.toHaveProperty('Monitoring');
  });

  test('accepts tags of Tags.of', () => {
    const stack = testStack();
    Tags.of(capacityIn(stack)).add('team', 'plants');
    Template.fromStack(stack).hasResourceProperties(TYPE, { Tags: [{ Key: 'team', Value: 'plants' }] });
  });

  test('has connections', () => {
    const stack = testStack();
    capacityIn(stack).connections.allowFrom(
      SecurityGroup.fromSecurityGroupId(stack, 'Admins', 'sg-01234567'),
      Port.SSH,
    );
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 22 });
  });

  test('creates an operator role', () => {
    const { template } = rendered();
    template.hasResourceProperties('AWS::IAM::Role', { Policies: [{ PolicyName: 'Operator' }] });
  });

  test('depends on the policy of a role that is passed', () => {
    const { template } = rendered((stack) => ({
      role: new Role(stack, 'Given', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') }),
    }));
    const [[policyId]] = Object.entries(template.findResources('AWS::IAM::ManagedPolicy'));
    const [{ DependsOn }] = Object.values(template.findResources(TYPE));
    expect(DependsOn).toContain(policyId);
  });

  test('warns of an instance profile without a known role', () => {
    const profileIn = (stack: Stack, role?: Role) =>
      InstanceProfile.fromInstanceProfileAttributes(stack, 'Profile', {
        instanceProfileArn: 'arn:aws:iam::111122223333:instance-profile/instances',
        role,
      });
    expect(warningsOf(rendered((stack) => ({ launch: { instanceProfile: profileIn(stack) } })).stack)).toEqual([
      expect.stringMatching(/launch\.instanceProfile is imported without its role\. .*instanceProfileRole/),
    ]);
    const known = rendered((stack) => ({
      launch: {
        instanceProfile: profileIn(
          stack,
          new Role(stack, 'Instances', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }),
        ),
      },
    }));
    expect(warningsOf(known.stack)).toEqual([]);
  });
});

describe('The name of a capacity provider', () => {
  const nameOf = (props: Partial<CapacityProviderProps>) => rendered(() => props).properties.Name;

  test('changes with every property that replaces the capacity provider', () => {
    const name = nameOf({});
    expect(name).toMatch(/^Test_Capacity_\w+_[0-9a-f]{8}_[0-9a-f]{8}$/);
    expect(nameOf({})).toBe(name);
    expect(nameOf({ volumes: [SCRATCH] })).not.toBe(name);
    expect(nameOf({ launch: { tags: { team: 'plants' } } })).not.toBe(name);
    expect(String(nameOf({ freeSpace: Size.gibibytes(9) })).length).toBeLessThanOrEqual(48);
  });

  test('does not change with the description', () => {
    expect(nameOf({ description: 'Where plants are simulated.' })).toBe(nameOf({}));
  });

  test('is capacityProviderName if it is set', () => {
    expect(nameOf({ capacityProviderName: 'plants' })).toBe('plants');
  });
});

describe('When the stack is deleted or the capacity provider is replaced,', () => {
  const fates = ({ template }: Pick<Rendered, 'template'>) =>
    ['CapacityProvider', 'Role', 'SecurityGroup'].map((type) => {
      const [found] = Object.entries(
        template.toJSON().Resources as Record<string, { Type: string; DeletionPolicy?: string }>,
      ).filter(([id, { Type }]) => Type.endsWith(`::${type}`) && id.startsWith('Capacity'));
      return found[1].DeletionPolicy;
    });

  test('one with volumes is retained, with its role and security group', () => {
    expect(fates(rendered(() => ({ volumes: [SCRATCH] })))).toEqual([
      'RetainExceptOnCreate',
      'RetainExceptOnCreate',
      'RetainExceptOnCreate',
    ]);
  });

  test('one without volumes is deleted', () => {
    expect(fates(rendered())).toEqual([undefined, undefined, undefined]);
  });

  test('one with volumes is deleted with applyRemovalPolicy(DESTROY)', () => {
    const stack = testStack();
    capacityIn(stack, { volumes: [SCRATCH] }).applyRemovalPolicy(RemovalPolicy.DESTROY);
    expect(fates({ template: Template.fromStack(stack) })).toEqual(['Delete', 'Delete', 'Delete']);
  });

  test('one has the removalPolicy of the props, with or without volumes', () => {
    const { DESTROY, RETAIN } = RemovalPolicy;
    expect(fates(rendered(() => ({ volumes: [SCRATCH], removalPolicy: DESTROY })))).toEqual(Array(3).fill('Delete'));
    expect(fates(rendered(() => ({ removalPolicy: RETAIN })))).toEqual(Array(3).fill('Retain'));
  });

  test('the policy of a role that is passed is deleted', () => {
    const { template } = rendered((stack) => ({
      volumes: [SCRATCH],
      role: new Role(stack, 'Given', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') }),
    }));
    const kept = Object.values(
      template.toJSON().Resources as Record<string, { Type: string; DeletionPolicy?: string }>,
    );
    expect(
      kept
        .filter(({ DeletionPolicy }) => DeletionPolicy === 'RetainExceptOnCreate')
        .map(({ Type }) => Type)
        .sort(),
    ).toEqual([TYPE, 'AWS::EC2::SecurityGroup']);
  });
});

describe('A runtime on a capacity provider', () => {
  test('refers to it, mounts its volumes and has its connections', () => {
    const stack = testStack();
    const capacityProvider = capacityIn(stack, { volumes: [SCRATCH] });
    const runtime = runtimeIn(stack, { capacityProvider, filesystems: [Filesystem.volume('scratch', '/mnt/scratch')] });
    expect(plain(runtimeProperties(stack))).toMatchObject({
      CapacityProviderConfiguration: { CapacityProviderArn: expect.stringMatching(/^\$\{Capacity\w+\.Arn\}$/) },
      FilesystemConfigurations: [{ CapacityProviderVolume: { VolumeName: 'scratch', MountPath: '/mnt/scratch' } }],
    });
    expect(runtime.connections).toBe(capacityProvider.connections);
  });

  test('has sessions of 8 hours by default, and not longer than the instances', () => {
    const lifetimeOf = (maxLifetime?: Duration) => {
      const stack = testStack();
      runtimeIn(stack, { capacityProvider: capacityIn(stack, { lifecycle: { maxLifetime } }) });
      return runtimeProperties(stack).LifecycleConfiguration;
    };
    expect(lifetimeOf()).toMatchObject({ MaxLifetime: 28_800 });
    expect(lifetimeOf(Duration.days(14))).toMatchObject({ MaxLifetime: 28_800 });
    expect(lifetimeOf(Duration.minutes(10))).toEqual({ MaxLifetime: 600, IdleRuntimeSessionTimeout: 600 });
  });

  test.each([
    ['c8g.large', 'linux/arm64'],
    ['c7i.large', 'linux/amd64'],
  ])('of %s has an image for %s', (type, platform) => {
    const stack = testStack();
    runtimeIn(stack, {
      capacityProvider: capacityIn(stack, { instanceTypes: [new InstanceType(type)] }),
      artifact: Artifact.fromImage(ContainerImage.fromDirectory('test/support/fixtures/sandbox')),
    });
    const manifests = Stage.of(stack)?.synth().artifacts.filter(AssetManifestArtifact.isAssetManifestArtifact);
    const images = Object.values(manifests?.[0].contents.dockerImages ?? {});
    expect(images.map(({ source }) => source.platform)).toEqual([platform]);
  });
});

describe('An imported capacity provider', () => {
  test('has its ARN', () => {
    const stack = testStack();
    const imported = CapacityProvider.fromCapacityProviderArn(stack, 'Shared', ARN);
    expect(imported.capacityProviderRef).toEqual({ capacityProviderArn: ARN });
    runtimeIn(stack, { capacityProvider: imported, filesystems: [Filesystem.volume('any', '/mnt/any')] });
    expect(runtimeProperties(stack)).toMatchObject({ CapacityProviderConfiguration: { CapacityProviderArn: ARN } });
  });

  test('is validated by its attributes', () => {
    const stack = testStack();
    const capacityProvider = CapacityProvider.fromCapacityProviderAttributes(stack, 'Shared', {
      capacityProviderArn: ARN,
      volumeNames: ['scratch'],
      maxLifetime: Duration.hours(1),
      securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Theirs', 'sg-01234567')],
    });
    const runtime = runtimeIn(stack, { capacityProvider });
    expect(runtimeProperties(stack)).toMatchObject({ LifecycleConfiguration: { MaxLifetime: 3600 } });
    expect(runtime.connections.securityGroups.map(({ securityGroupId }) => securityGroupId)).toEqual(['sg-01234567']);
    const mount = () =>
      runtimeIn(testStack(), { capacityProvider, filesystems: [Filesystem.volume('models', '/mnt/models')] });
    expect(mount).toThrow(
      /volumeName at \/mnt\/models must be a volume of the capacity provider \("scratch"\), got "models"\./,
    );
  });

  test('can be a reference without attributes', () => {
    const stack = testStack();
    const capacityProvider = references.capacityProvider(stack, ARN);
    runtimeIn(stack, { capacityProvider });
    expect(runtimeProperties(stack)).toMatchObject({ LifecycleConfiguration: { MaxLifetime: 28_800 } });
  });
});
