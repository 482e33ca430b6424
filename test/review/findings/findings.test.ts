import { CfnMemory, CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { App, CfnResource, Fn, Stack } from 'aws-cdk-lib/core';
import { readAssembly } from '../../../src/review/assembly';
import { findingsOf } from '../../../src/review/findings/findings';
import type { Finding } from '../../../src/review/model';
import { FIXTURES } from '../../support/fixtures';
import { ACCOUNT, REGION } from '../../support/helpers';
import { assemblyOfExample } from '../../support/shared';
import { exampleNames } from '../../support/synthesize';
import { temporaryDirectories } from '../../support/temporary';

const directory = temporaryDirectories();
const ROLE = `arn:aws:iam::${ACCOUNT}:role/agent`;

function review(fill: (stack: Stack) => void): Finding[] {
  const app = new App({ outdir: directory(), analyticsReporting: false });
  fill(new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION } }));
  return findingsOf(readAssembly(app.synth().directory));
}

function errors(findings: readonly Finding[]): string[] {
  return findings.filter(({ severity }) => severity === 'error').map(({ path, message }) => `${path}: ${message}`);
}

describe('The findings about valid apps', () => {
  test.each(exampleNames())('contain no error for the example %s', (name) => {
    expect(errors(findingsOf(readAssembly(assemblyOfExample(name))))).toEqual([]);
  });

  test.each(Object.entries(FIXTURES))('contain no error for the fixture %s', (_, fill) => {
    expect(errors(review(fill))).toEqual([]);
  });
});

describe('A finding', () => {
  test('names the resource, the property, the limit, the value and the fix', () => {
    const found = review((stack) => new CfnMemory(stack, 'Store', { name: 'Store', eventExpiryDuration: 1000 }));
    expect(found).toEqual([
      {
        rule: 'schema-limit',
        severity: 'error',
        path: 'Test/Store',
        stack: 'Test',
        logicalId: 'Store',
        property: 'EventExpiryDuration',
        message: 'EventExpiryDuration must be between 3 and 365 days, got 1000 days.',
        fix: 'Change the value.',
      },
    ]);
  });

  test('does not contain the value of a property that is named like a secret', () => {
    const found = review((stack) => {
      const key = { name: 'Key', apiKey: 'p'.repeat(65_537) };
      new CfnResource(stack, 'Key', {
        type: 'AWS::BedrockAgentCore::ApiKeyCredentialProvider',
        properties: { Name: key.name, ApiKey: key.apiKey },
      });
    });
    expect(found.map(({ message }) => message)).toContain(
      'ApiKey must be between 1 and 65536 characters, got a value that is not shown.',
    );
    expect(JSON.stringify(found)).not.toContain('ppp');
  });

  test('suggests the property that a misspelled one was meant to be, and only warns of one that may be new', () => {
    const found = review((stack) => {
      const memory = new CfnMemory(stack, 'Store', { name: 'Store', eventExpiryDuration: 30 });
      memory.addPropertyOverride('EventExpiryDurations', 30);
      memory.addPropertyOverride('Colour', 'green');
    });
    expect(found.map(({ severity, property, fix }) => ({ severity, property, fix }))).toEqual([
      { severity: 'error', property: 'EventExpiryDurations', fix: 'Use EventExpiryDuration.' },
      {
        severity: 'warning',
        property: 'Colour',
        fix: 'Remove the property, or upgrade cdk-agentcore if AWS added the property recently.',
      },
    ]);
  });

  test('is not made about values that are known at deployment', () => {
    const found = review((stack) => {
      const memory = new CfnMemory(stack, 'Store', { name: Fn.importValue('Name'), eventExpiryDuration: 30 });
      memory.addPropertyOverride('EventExpiryDuration', { 'Fn::If': ['IsProd', 3650, 1] });
      memory.addPropertyOverride('Description', '{{resolve:ssm:/a b}}');
    });
    expect(found).toEqual([]);
  });

  test('is made about a required property that AWS::NoValue removes', () => {
    const found = review((stack) => {
      const memory = new CfnMemory(stack, 'Store', { name: 'Store', eventExpiryDuration: 30 });
      memory.addPropertyOverride('EventExpiryDuration', { Ref: 'AWS::NoValue' });
    });
    expect(found.map(({ rule, property }) => `${rule} ${property}`)).toEqual(['schema-required EventExpiryDuration']);
  });

  test('is a warning if a value may be newer than the schema', () => {
    const found = review((stack) => {
      const runtime = new CfnRuntime(stack, 'Agent', {
        agentRuntimeName: 'agent',
        roleArn: ROLE,
        networkConfiguration: { networkMode: 'PUBLIC' },
        agentRuntimeArtifact: {
          containerConfiguration: { containerUri: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/agent:1` },
        },
        protocolConfiguration: 'MCP',
      });
      runtime.addPropertyOverride('ProtocolConfiguration', 'SOMETHING_NEW');
      runtime.addPropertyOverride('NetworkConfiguration.NetworkMode', 'SOMETHING_NEW');
    });
    const schema = found.filter(({ rule }) => rule === 'schema-value');
    expect(schema.map(({ severity, property }) => `${severity} ${property}`)).toEqual([
      'error NetworkConfiguration.NetworkMode',
      'warning ProtocolConfiguration',
    ]);
  });
});
