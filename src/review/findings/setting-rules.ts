import { containsSecret, DYNAMIC_REFERENCE, isSecretName } from '../../private/validation/secret-values';
import type { ReviewedResource } from '../assembly';
import { isAbsent, isKnownAtDeployment } from '../intrinsics';
import { entriesOf, jsonOf, memberOf } from '../parts';
import type { References } from '../references';
import type { Report } from './report';

const HARNESS = 'AWS::BedrockAgentCore::Harness';
const RUNTIME = 'AWS::BedrockAgentCore::Runtime';

/** Checks the environment, the image and the file systems of agents. */
export function checkSettings(references: References, report: Report): void {
  for (const agent of references.ofType(HARNESS, RUNTIME)) {
    checkVariables(agent, report);
    checkImage(agent, report);
    checkFilesystems(agent, report);
  }
}

function checkVariables(agent: ReviewedResource, report: Report): void {
  for (const [name, value] of Object.entries(jsonOf(agent.properties.EnvironmentVariables))) {
    const isLiteral = typeof value === 'string' && value !== '' && !isKnownAtDeployment(value);
    if (isLiteral && (isSecretName(name) || containsSecret(value))) {
      report.add(agent, {
        rule: 'secret-in-template',
        severity: 'warning',
        property: `EnvironmentVariables.${name}`,
        problem: 'looks like a secret. Anyone who can read the template or the agent can read the value',
        fix: 'Store the value in AWS Secrets Manager, and let the agent read it',
      });
    }
    if (typeof value === 'string' && DYNAMIC_REFERENCE.test(value)) {
      report.add(agent, {
        rule: 'secret-in-template',
        severity: 'warning',
        property: `EnvironmentVariables.${name}`,
        problem:
          'contains a secret at deployment. Anyone who can read the configuration of the agent can read the value',
        fix: 'Pass the ARN of the secret, and let the agent read it',
      });
    }
  }
}

function checkImage(agent: ReviewedResource, report: Report): void {
  const artifact = agent.type === HARNESS ? 'EnvironmentArtifact' : 'AgentRuntimeArtifact';
  const uri = memberOf(agent.properties, artifact, 'ContainerConfiguration', 'ContainerUri');
  if (typeof uri === 'string' && !isKnownAtDeployment(uri) && (/:latest$/.test(uri) || !/[:@][^/]*$/.test(uri))) {
    report.add(agent, {
      rule: 'mutable-image-tag',
      severity: 'warning',
      property: `${artifact}.ContainerConfiguration.ContainerUri`,
      problem:
        'has the tag latest. Sessions of all versions of the agent, also of pinned ones, start with the newest image',
      fix: 'Use the digest of the image, or a tag that is not moved',
    });
  }
}

function checkFilesystems(agent: ReviewedResource, report: Report): void {
  const { properties } = agent;
  const isHarness = agent.type === HARNESS;
  const at = isHarness ? 'Environment.AgentCoreRuntimeEnvironment.' : '';
  const settings = isHarness ? jsonOf(memberOf(properties, 'Environment', 'AgentCoreRuntimeEnvironment')) : properties;
  const mounted = entriesOf(settings.FilesystemConfigurations).map(jsonOf);
  const inVpc = mounted.some(({ EfsAccessPoint, S3FilesAccessPoint }) => EfsAccessPoint ?? S3FilesAccessPoint);
  const { NetworkConfiguration: network } = settings;
  const mode = memberOf(network, 'NetworkMode');
  if (inVpc && (isAbsent(network) || mode === 'PUBLIC')) {
    report.add(agent, {
      rule: 'file-system-without-vpc',
      severity: 'error',
      property: `${at}FilesystemConfigurations`,
      problem: 'must not contain an EFS or S3 Files access point, because the network mode is PUBLIC',
      fix: 'Use the network mode VPC with the subnets of the mount targets',
    });
  }
  const isEmpty = ['NetworkModeConfig', 'VpcConfig'].every((name) => isAbsent(memberOf(network, name)));
  if (mode === 'VPC' && isEmpty) {
    report.add(agent, {
      rule: 'network-mode',
      severity: 'error',
      property: `${at}NetworkConfiguration`,
      problem: 'must have subnets and security groups for the network mode VPC, got none',
      fix: 'Set NetworkModeConfig',
    });
  }
  const paths = mounted.flatMap((one) => Object.values(one).map((each) => jsonOf(each).MountPath));
  const twice = paths.find((path, index) => typeof path === 'string' && paths.indexOf(path) < index);
  if (typeof twice === 'string') {
    report.add(agent, {
      rule: 'duplicate-mount-path',
      severity: 'error',
      property: `${at}FilesystemConfigurations`,
      problem: `must have unique mount paths, got ${JSON.stringify(twice)} more than once`,
      fix: 'Use another mount path',
    });
  }
}
