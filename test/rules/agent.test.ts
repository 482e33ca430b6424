import { CfnUserPoolClient, UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { AccessPoint, FileSystem } from 'aws-cdk-lib/aws-efs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { Authorizer, ClaimRule, Filesystem, Harness, Network, PrivateEndpoint } from '../../src';
import { efsAccessPointIn, functionIn, s3FilesIn, vpcIn } from '../support/fixtures/parts';
import { harnessIn } from '../support/helpers';
import { type Rule, testRules } from '../support/rules';

const DISCOVERY = 'https://login.example.com/.well-known/openid-configuration';
const LATTICE = PrivateEndpoint.latticeResource('rcfg-0123456789abcdef0');
const ACCESS_POINT = 'fsap-0123456789abcdef0';

/** An agent in a VPC that mounts the given number of file systems of one kind. */
function mounting(count: number, kind: 'efs' | 's3Files'): (stack: Stack) => unknown {
  return (stack) => {
    const vpc = vpcIn(stack);
    const filesystems = Array.from({ length: count }, (_, index) =>
      kind === 'efs'
        ? Filesystem.efs(efsAccessPointIn(stack, `Disk${index}`, vpc), `/mnt/disk${index}`)
        : Filesystem.s3Files(s3FilesIn(stack, `Disk${index}`, vpc), `/mnt/disk${index}`),
    );
    harnessIn(stack, { network: Network.vpc(vpc), filesystems });
  };
}

function mountingEfs(network: 'public' | 'vpc', mountPaths: string[], importedById = false): (stack: Stack) => unknown {
  return (stack) => {
    const vpc = vpcIn(stack);
    const fileSystem = FileSystem.fromFileSystemAttributes(stack, 'Known', {
      fileSystemId: 'fs-0123456789abcdef0',
      securityGroup: new SecurityGroup(stack, 'Targets', { vpc }),
    });
    const accessPoint = importedById
      ? AccessPoint.fromAccessPointId(stack, 'ById', ACCESS_POINT)
      : AccessPoint.fromAccessPointAttributes(stack, 'ByAttributes', { accessPointId: ACCESS_POINT, fileSystem });
    harnessIn(stack, {
      network: network === 'vpc' ? Network.vpc(vpc) : Network.publicNetwork(),
      filesystems: mountPaths.map((path) => Filesystem.efs(accessPoint, path)),
    });
  };
}

function withLifecycle(idleTimeout: Duration, maxLifetime: Duration): (stack: Stack) => unknown {
  return (stack) => harnessIn(stack, { lifecycle: { idleTimeout, maxLifetime } });
}

function withAuthorizer(authorizer: Authorizer): (stack: Stack) => unknown {
  return (stack) => harnessIn(stack, { authorizer });
}

function inVpc(options: (stack: Stack) => { groups?: number; allowAllOutbound?: boolean }): (stack: Stack) => unknown {
  return (stack) => {
    const vpc = vpcIn(stack);
    const { groups, allowAllOutbound } = options(stack);
    const securityGroups =
      groups === undefined
        ? undefined
        : Array.from({ length: groups }, (_, index) => new SecurityGroup(stack, `Group${index}`, { vpc }));
    harnessIn(stack, { network: Network.vpc(vpc, { securityGroups, allowAllOutbound }) });
  };
}

const LIFECYCLE: Rule[] = [
  {
    rule: 'An idle timeout above the maximum lifetime of a session',
    rejected: withLifecycle(Duration.minutes(11), Duration.minutes(10)),
    message:
      /lifecycle\.idleTimeout must be at most lifecycle\.maxLifetime, 600 seconds \(10 minutes\), got 660 seconds/,
    accepted: withLifecycle(Duration.minutes(10), Duration.minutes(10)),
  },
  {
    rule: 'A maximum lifetime above the limit of a microVM, which the schema accepts',
    rejected: withLifecycle(Duration.minutes(10), Duration.seconds(28_801)),
    message: /lifecycle\.maxLifetime must be between 60 and 28800 seconds \(1 minute to 8 hours\), got 28801 seconds/,
    accepted: withLifecycle(Duration.minutes(10), Duration.seconds(28_800)),
  },
  {
    rule: 'An idle timeout above the maximum lifetime of a microVM',
    rejected: withLifecycle(Duration.days(1), Duration.days(1)),
    message:
      /lifecycle\.idleTimeout must be between 60 and 28800 seconds \(1 minute to 8 hours\), got 86400 seconds \(1 day\)/,
    accepted: withLifecycle(Duration.hours(8), Duration.hours(8)),
  },
];

const FILESYSTEMS: Rule[] = [
  {
    rule: 'EFS on the public network',
    rejected: mountingEfs('public', ['/mnt/cases']),
    message: /filesystems: EFS requires a VPC, got the public network\. Set network: Network\.vpc\(…\)\./,
    accepted: mountingEfs('vpc', ['/mnt/cases']),
  },
  {
    rule: 'S3 Files on the public network',
    rejected: (stack) => {
      const accessPoint = s3FilesIn(stack, 'Reports', vpcIn(stack));
      harnessIn(stack, { filesystems: [Filesystem.s3Files(accessPoint, '/mnt/reports')] });
    },
    message: /filesystems: S3 Files requires a VPC, got the public network\. Set network: Network\.vpc\(…\)\./,
    accepted: mounting(1, 's3Files'),
  },
  {
    rule: 'Two session storages',
    rejected: (stack) =>
      harnessIn(stack, { filesystems: [Filesystem.sessionStorage('/mnt/a'), Filesystem.sessionStorage('/mnt/b')] }),
    message: /filesystems must have at most 1 entry of type session storage, got 2 entries\./,
    accepted: (stack) => harnessIn(stack, { filesystems: [Filesystem.sessionStorage('/mnt/a')] }),
  },
  {
    rule: 'Three EFS access points',
    rejected: mounting(3, 'efs'),
    message: /filesystems must have at most 2 entries of type EFS, got 3 entries\./,
    accepted: mounting(2, 'efs'),
  },
  {
    rule: 'Three S3 Files access points',
    rejected: mounting(3, 's3Files'),
    message: /filesystems must have at most 2 entries of type S3 Files, got 3 entries\./,
    accepted: mounting(2, 's3Files'),
  },
  {
    rule: 'One mount path twice, once with a trailing slash',
    rejected: mountingEfs('vpc', ['/mnt/cases', '/mnt/cases/']),
    message: /filesystems must have different mount paths, got \/mnt\/cases 2 times\. Change the mountPath\./,
    accepted: mountingEfs('vpc', ['/mnt/cases', '/mnt/cases2/']),
  },
  {
    rule: 'An EFS access point that is imported without its file system',
    rejected: mountingEfs('vpc', ['/mnt/cases'], true),
    message:
      /access point of \/mnt\/cases must have a fileSystem, .* Import it with efs\.AccessPoint\.fromAccessPointAttributes and its fileSystem\./,
    accepted: mountingEfs('vpc', ['/mnt/cases']),
  },
];

const NETWORK: Rule[] = [
  {
    rule: 'Outbound rules with given security groups',
    rejected: inVpc(() => ({ groups: 1, allowAllOutbound: true })),
    message: /network\.allowAllOutbound cannot be combined with network\.securityGroups, .* Remove one of the two\./,
    accepted: inVpc(() => ({ allowAllOutbound: true })),
  },
  {
    rule: 'An empty list of security groups',
    rejected: inVpc(() => ({ groups: 0 })),
    message: /network\.securityGroups must have between 1 and 16 entries, got 0 entries/,
    accepted: inVpc(() => ({})),
  },
  {
    rule: 'Connections of an agent on the public network',
    rejected: (stack) => harnessIn(stack).connections.allowToAnyIpv4(Port.tcp(443)),
    message: /connections is available only for an agent in a VPC\. Set network: Network\.vpc\(…\)/,
    accepted: (stack) =>
      harnessIn(stack, { network: Network.vpc(vpcIn(stack)) }).connections.allowToAnyIpv4(Port.tcp(443)),
  },
  {
    rule: 'Connections of an imported agent whose security groups are not known',
    rejected: (stack) =>
      Harness.fromHarnessAttributes(stack, 'Other', {
        harnessArn: 'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/other-a1B2c3D4e5',
      }).connections,
    message: /or pass securityGroups when you import the agent/,
    accepted: (stack) =>
      Harness.fromHarnessAttributes(stack, 'Other', {
        harnessArn: 'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/other-a1B2c3D4e5',
        securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
      }).connections,
  },
];

const AUTHORIZER: Rule[] = [
  {
    rule: 'A JWT authorizer without audiences, clients, scopes or claims',
    rejected: withAuthorizer(Authorizer.jwt(DISCOVERY, {})),
    message: /authorizer must have at least one of audiences, clients, scopes and claims, got none\. /,
    accepted: withAuthorizer(Authorizer.jwt(DISCOVERY, { scopes: ['ask'] })),
  },
  {
    rule: 'A JWT authorizer with advertised scopes only',
    rejected: withAuthorizer(Authorizer.jwt(DISCOVERY, { advertisedScopes: { ask: 'api://ask' } })),
    message: /at least one of audiences, clients, scopes and claims, got none/,
    accepted: withAuthorizer(Authorizer.jwt(DISCOVERY, { scopes: ['ask'], advertisedScopes: { ask: 'api://ask' } })),
  },
  {
    rule: 'A user pool without clients',
    rejected: (stack) =>
      harnessIn(stack, { authorizer: Authorizer.cognito(new UserPool(stack, 'Users'), { clients: [] }) }),
    message: /authorizer\.clients must have at least 1 entry, got 0/,
    accepted: (stack) => {
      const users = new UserPool(stack, 'Users');
      harnessIn(stack, { authorizer: Authorizer.cognito(users, { clients: [users.addClient('Web')] }) });
    },
  },
  {
    rule: 'An app client of another user pool',
    rejected: (stack) => {
      const [users, staff] = ['Users', 'Staff'].map((id) => new UserPool(stack, id));
      const clients = [users.addClient('Web'), staff.addClient('Web')];
      harnessIn(stack, { authorizer: Authorizer.cognito(users, { clients }) });
    },
    message:
      /authorizer\.clients\[1\] must be an app client of the user pool Test\/Users, got Test\/Staff\/Web, an app client of another user pool\. Use an app client of Test\/Users\.$/,
    accepted: (stack) => {
      const userPool = new UserPool(stack, 'Users');
      const imported = UserPoolClient.fromUserPoolClientId(stack, 'App', 'app');
      const resource = new CfnUserPoolClient(stack, 'Web', { userPoolId: userPool.userPoolId });
      harnessIn(stack, { authorizer: Authorizer.cognito(userPool, { clients: [imported, resource] }) });
    },
  },
  {
    rule: 'A discovery URL over http',
    rejected: withAuthorizer(Authorizer.jwt(DISCOVERY.replace('https', 'http'), { clients: ['web'] })),
    message: /authorizer\.discoveryUrl must start with https:\/\/, got "http:\/\/login/,
    // The scheme of a URL is not case-sensitive (RFC 3986, section 3.1).
    accepted: withAuthorizer(Authorizer.jwt(DISCOVERY.replace('https', 'HTTPS'), { clients: ['web'] })),
  },
  {
    // OpenID Connect Discovery requires https, and AgentCore cannot reach the machine of the developer.
    rule: 'A discovery URL on localhost',
    rejected: withAuthorizer(
      Authorizer.jwt('http://localhost:8080/.well-known/openid-configuration', { clients: ['web'] }),
    ),
    message: /authorizer\.discoveryUrl must start with https:\/\/, got "http:\/\/localhost:8080/,
    accepted: withAuthorizer(Authorizer.jwt(DISCOVERY, { clients: ['web'] })),
  },
  {
    rule: 'A URL that is not a discovery URL',
    rejected: withAuthorizer(Authorizer.jwt('https://login.example.com', { clients: ['web'] })),
    message: /authorizer\.discoveryUrl must end with .*openid-configuration.*got "https:\/\/login\.example\.com"/,
    accepted: withAuthorizer(Authorizer.jwt(DISCOVERY, { clients: ['web'] })),
  },
  {
    rule: 'A client as a custom claim',
    rejected: withAuthorizer(Authorizer.jwt(DISCOVERY, { claims: [ClaimRule.stringEquals('client_id', 'web')] })),
    message: /authorizer\.claims must not contain the reserved claim client_id\. Use authorizer\.clients\.$/,
    accepted: withAuthorizer(Authorizer.jwt(DISCOVERY, { claims: [ClaimRule.stringEquals('client', 'web')] })),
  },
  {
    rule: 'Private endpoints for additional domains without a private endpoint for the issuer',
    rejected: withAuthorizer(
      Authorizer.jwt(DISCOVERY, { clients: ['web'], privateEndpointOverrides: { 'keys.example.com': LATTICE } }),
    ),
    message:
      /authorizer\.privateEndpointOverrides must be set together with privateEndpoint, got only privateEndpointOverrides\. Set privateEndpoint\.$/,
    accepted: withAuthorizer(
      Authorizer.jwt(DISCOVERY, {
        clients: ['web'],
        privateEndpoint: LATTICE,
        privateEndpointOverrides: { 'keys.example.com': LATTICE },
      }),
    ),
  },
  {
    rule: 'Private endpoints of two types',
    rejected: (stack) => {
      const privateEndpoint = PrivateEndpoint.vpc(vpcIn(stack));
      const overrides = { 'keys.example.com': privateEndpoint, 'login2.example.com': LATTICE };
      const options = { clients: ['web'], privateEndpoint, privateEndpointOverrides: overrides };
      harnessIn(stack, { authorizer: Authorizer.jwt(DISCOVERY, options) });
    },
    message: /authorizer\.privateEndpointOverrides must be created by the same factory as privateEndpoint\./,
    accepted: (stack) => {
      const privateEndpoint = PrivateEndpoint.vpc(vpcIn(stack));
      const overrides = { 'keys.example.com': privateEndpoint };
      const options = { clients: ['web'], privateEndpoint, privateEndpointOverrides: overrides };
      harnessIn(stack, { authorizer: Authorizer.jwt(DISCOVERY, options) });
    },
  },
];

function withVariables(count: number): (stack: Stack) => unknown {
  const environment = Object.fromEntries(Array.from({ length: count }, (_, index) => [`NAME_${index}`, 'value']));
  return (stack) => harnessIn(stack, { environment });
}

const SURROUNDINGS: Rule[] = [
  {
    rule: 'An environment variable name above the maximum length of the API, which is missing in the schema',
    rejected: (stack) => harnessIn(stack, { environment: { ['N'.repeat(101)]: 'value' } }),
    message: /environment keys must be between 1 and 100 characters, got 101 characters: "N+"/,
    accepted: (stack) => harnessIn(stack, { environment: { ['N'.repeat(100)]: 'value' } }),
  },
  {
    rule: 'An environment variable with an equals sign in its name',
    rejected: (stack) => harnessIn(stack, { environment: { 'A=B': 'value' } }),
    message:
      /Agent: environment keys must not contain an equals sign or a null character, got "A=B"\. Rename the variable\.$/,
    accepted: (stack) => harnessIn(stack, { environment: { A: 'B=value' } }),
  },
  {
    rule: 'An environment variable with a null character in its value',
    rejected: (stack) => harnessIn(stack, { environment: { A: 'a\0b' } }),
    message: /Agent: environment values must not contain a null character, got one in "A"\. Remove the character/,
    accepted: (stack) => harnessIn(stack, { environment: { A: 'a\nb' } }),
  },
  {
    rule: 'An environment variable without a name',
    rejected: (stack) => harnessIn(stack, { environment: { '': 'value' } }),
    message: /environment keys must be between 1 and 100 characters, got 0 characters/,
    accepted: (stack) => harnessIn(stack, { environment: { N: '' } }),
  },
  {
    rule: 'More than 50 environment variables',
    rejected: withVariables(51),
    message: /environment must have at most 50 entries, got 51 entries/,
    accepted: withVariables(50),
  },
  {
    rule: 'A bidirectional stream with a harness',
    rejected: (stack) => harnessIn(stack).grants.streamBidirectionally(functionIn(stack, 'Caller')),
    message: /grants\.streamBidirectionally is not supported on a Harness\. Use a Runtime instead\.$/,
    accepted: (stack) => harnessIn(stack).grants.invoke(functionIn(stack, 'Caller')),
  },
  {
    rule: 'A bidirectional stream with an endpoint of a harness',
    rejected: (stack) => harnessIn(stack).addEndpoint('live').grants.streamBidirectionally(functionIn(stack, 'Caller')),
    message: /Test\/Agent\/Endpoint-live: grants\.streamBidirectionally is not supported on a Harness/,
    accepted: (stack) => harnessIn(stack).addEndpoint('live').grants.openShell(roleIn(stack)),
  },
];

function roleIn(stack: Stack): Role {
  return new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
}

testRules([...LIFECYCLE, ...FILESYSTEMS, ...NETWORK, ...AUTHORIZER, ...SURROUNDINGS]);
