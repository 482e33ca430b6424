import { CfnHarness, type CfnRuntime } from 'aws-cdk-lib/aws-bedrockagentcore';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Annotations, Aspects, CfnParameter, Duration, RemovalPolicies, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import {
  Authorizer,
  ContainerImage,
  type EcrImageOptions,
  GatewayTarget,
  Harness,
  InvokeHarness,
  type InvokeHarnessProps,
  MemoryStore,
  Model,
  TargetCredentials,
  TargetSource,
} from '../../src';
import * as references from '../support/fixtures/limits/references';
import { functionIn } from '../support/fixtures/parts';
import { harnessIn, runtimeIn, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { testWarnings, type Warning } from '../support/warnings';
import { having } from './warnings-fixtures';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const DISCOVERY = '/.well-known/openid-configuration';
const COGNITO = `https://cognito-idp.us-east-1.amazonaws.com/us-east-1_aBcDeFgHi${DISCOVERY}`;

const CALLERS: Warning[] = [
  {
    id: 'cognitoAudience',
    when: 'an authorizer requires an audience in Amazon Cognito tokens',
    warns: having({ authorizer: Authorizer.jwt(COGNITO, { audiences: ['web'] }) }),
    message:
      /authorizer\.audiences is set, but access tokens of Amazon Cognito have no audience\. .* Use Authorizer\.cognito, or clients\./,
    not: 'the authorizer requires a client',
    silent: having({ authorizer: Authorizer.jwt(COGNITO, { clients: ['web'] }) }),
  },
  {
    id: 'cognitoAudience',
    when: 'an authorizer requires an audience from a user pool of the app',
    warns: (stack) => {
      const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${new UserPool(stack, 'Users').userPoolId}`;
      harnessIn(stack, { authorizer: Authorizer.jwt(`${issuer}${DISCOVERY}`, { audiences: ['web'] }) });
    },
    message: /authorizer\.audiences is set, but access tokens of Amazon Cognito have no audience\./,
    not: 'the identity provider is not Amazon Cognito',
    silent: having({ authorizer: Authorizer.jwt(`https://x.com${DISCOVERY}`, { audiences: ['web'] }) }),
  },
  {
    id: 'grantOnJwtAgent',
    when: 'a caller gets an IAM permission on an agent with JWT authorization',
    warns: (stack) => {
      const authorizer = Authorizer.jwt(COGNITO, { clients: ['web'] });
      harnessIn(stack, { authorizer }).grants.invoke(functionIn(stack, 'Caller'));
    },
    message:
      /^The agent uses JWT authorization, so grants\.invoke has no effect: IAM callers are rejected\. Call invocationUrl/,
    not: 'the agent takes signed requests',
    silent: (stack) => harnessIn(stack).grants.invoke(functionIn(stack, 'Caller')),
  },
  {
    id: 'grantOnJwtAgent',
    when: 'a caller gets an IAM permission on an endpoint of an agent with JWT authorization',
    warns: (stack) => {
      const authorizer = Authorizer.jwt(COGNITO, { clients: ['web'] });
      harnessIn(stack, { authorizer }).addEndpoint('live').grants.stopSession(functionIn(stack, 'Caller'));
    },
    message: /grants\.stopSession has no effect/,
    not: 'the agent takes signed requests',
    silent: (stack) => harnessIn(stack).addEndpoint('live').grants.stopSession(functionIn(stack, 'Caller')),
  },
];

const askIn = (stack: Stack, props: Partial<InvokeHarnessProps> = {}) =>
  new InvokeHarness(stack, 'Ask', { harness: harnessIn(stack), prompt: 'Hello', ...props });

const WORKFLOWS: Warning[] = [
  {
    id: 'harnessOutlivesTask',
    when: 'a harness can run longer than the timeout of a workflow task',
    warns: (stack) => askIn(stack),
    message: /^the timeout of the harness is 3600 seconds \(1 hour\), but Step Functions waits at most 900 seconds/,
    not: 'the invocation has a timeout',
    silent: (stack) => askIn(stack, { overrides: { limits: { timeout: Duration.minutes(15) } } }),
  },
  {
    id: 'overrideModelNotListed',
    when: 'a workflow overrides the model with one that the harness does not list',
    warns: (stack) => askIn(stack, { overrides: { model: Model.bedrock('amazon.nova-lite-v1:0') } }),
    message:
      /^overrides\.model is "amazon\.nova-lite-v1:0", which the harness does not list\. .*Add the model to alternateModels/,
    not: 'the harness lists the model',
    silent: (stack) => {
      const model = Model.bedrock('amazon.nova-lite-v1:0');
      const harness = harnessIn(stack, { alternateModels: [model] });
      return new InvokeHarness(stack, 'Ask', { harness, prompt: 'Hello', overrides: { model } });
    },
  },
  {
    id: 'undocumentedParameter',
    when: 'a workflow invokes an endpoint of a harness',
    warns: (stack) => {
      const harness = harnessIn(stack);
      return new InvokeHarness(stack, 'Ask', { harness, endpoint: harness.addEndpoint('live'), prompt: 'Hello' });
    },
    message: /^AWS does not document whether the Step Functions integration for InvokeHarness supports endpoint\./,
    not: 'the workflow invokes the harness',
    silent: (stack) => askIn(stack),
  },
];

function pinned(options: EcrImageOptions, version?: string): (stack: Stack) => unknown {
  return (stack) => {
    const repository = Repository.fromRepositoryName(stack, 'Images', 'agents');
    const image = ContainerImage.fromEcrRepository(repository, options);
    harnessIn(stack, { image }).addEndpoint('live', { version });
  };
}

const ASSUMING = { additionalParams: { aws_role_name: 'arn:aws:iam::111122223333:role/models' } };

const ROLES_AND_CODE: Warning[] = [
  {
    id: 'mutableImageTag',
    when: 'an endpoint pins a version whose image has a tag',
    warns: pinned({ tag: 'latest' }, '1'),
    message:
      /version is 1, but the agent uses an image with a tag that can be moved\. The same version can run other code later\. Identify the image by digest\./,
    not: 'the image has a digest',
    silent: pinned({ digest: DIGEST }, '1'),
  },
  {
    id: 'mutableImageTag',
    when: 'the image of a pinned version is a URI with a tag',
    warns: (stack) => {
      const image = ContainerImage.fromUri('public.ecr.aws/example/agent:1');
      harnessIn(stack, { image }).addEndpoint('live', { version: '2' });
    },
    message: /^version is 2, but the agent uses an image with a tag that can be moved\./,
    not: 'the endpoint follows the agent',
    silent: pinned({ tag: 'latest' }),
  },
  {
    id: 'roleNotEditable',
    when: 'the role is immutable',
    warns: (stack) => harnessIn(stack, { role: roleFor(stack, 'bedrock-agentcore').withoutPolicyUpdates() }),
    message:
      /must trust bedrock-agentcore\.amazonaws\.com and have these permissions: \{"Statement":\[.*"ModelBedrock"/,
    not: 'the role is mutable',
    silent: (stack) => harnessIn(stack, { role: roleFor(stack, 'bedrock-agentcore') }),
  },
  {
    id: 'roleNotTrusting',
    when: 'the role trusts another service only',
    warns: (stack) => harnessIn(stack, { role: roleFor(stack, 'lambda') }),
    message: /role does not trust bedrock-agentcore\.amazonaws\.com/,
    not: 'the role trusts AgentCore',
    silent: (stack) => harnessIn(stack, { role: roleFor(stack, 'bedrock-agentcore') }),
  },
  {
    id: 'roleNotTrusting',
    when: 'the trust policy does not name AgentCore',
    warns: (stack) => harnessIn(stack, { role: roleFor(stack, 'lambda') }),
    message: /Name the service in assumedBy of the role\./,
    not: 'the trust policy names AgentCore after the agent is defined',
    silent: (stack) => {
      const role = roleFor(stack, 'lambda');
      harnessIn(stack, { role });
      new ServicePrincipal('bedrock-agentcore.amazonaws.com').addToAssumeRolePolicy(role.assumeRolePolicy as never);
    },
  },
  {
    id: 'roleNotTrusting',
    when: 'the role of a memory without permissions trusts another service only',
    warns: (stack) => new MemoryStore(stack, 'Memory', { role: roleFor(stack, 'lambda') }),
    message: /role does not trust bedrock-agentcore\.amazonaws\.com/,
    not: 'the role of the memory trusts AgentCore',
    silent: (stack) => new MemoryStore(stack, 'Memory', { role: roleFor(stack, 'bedrock-agentcore') }),
  },
  ...[Model.bedrock('amazon.nova-pro-v1:0', ASSUMING), Model.litellm('bedrock/nova', ASSUMING)].map((model) => ({
    id: 'modelRoleDenied',
    when: 'a parameter of the model names a role to assume',
    warns: having({ model }),
    message: /^model\.additionalParams\.aws_role_name names a role to assume, but the execution role is denied sts:/,
    not: 'the execution role may assume roles',
    silent: having({ model, allowAssumeRole: true }),
  })),
  {
    id: 'nameChangedLater',
    when: 'an Aspect changes the name of a harness',
    warns: (stack) => {
      Aspects.of(harnessIn(stack, { harnessName: 'desk' })).add({
        visit: (node) => CfnHarness.isCfnHarness(node) && Object.assign(node, { harnessName: 'prod_desk' }),
      });
    },
    message:
      /^harnessName was changed from "desk" to "prod_desk" after the construct was created\. .* Set harnessName of the construct instead\./,
    not: 'another property is overridden',
    silent: (stack) => {
      const resource = harnessIn(stack, { harnessName: 'desk' }).node.defaultChild as CfnHarness;
      resource.addPropertyOverride('MaxIterations', 12);
      resource.addPropertyOverride('HarnessName', 'desk');
    },
  },
  {
    id: 'nameChangedLater',
    when: 'an override changes the name of a runtime',
    warns: (stack) =>
      (runtimeIn(stack).node.defaultChild as CfnRuntime).addPropertyOverride('AgentRuntimeName', 'prod_desk'),
    message: /^runtimeName was changed from "Test_Agent_\w+" to "prod_desk" after the construct was created\./,
    not: 'the name is generated',
    silent: runtimeIn,
  },
  ...[harnessIn, runtimeIn].map((agentIn) => ({
    id: 'retainedWithoutRole',
    when: 'an agent is retained without its role',
    warns: (stack: Stack) => agentIn(stack).applyRemovalPolicy(RemovalPolicy.RETAIN),
    message: /^The removal policy retains the resource, but its execution role is deleted with the stack, so /,
    not: 'everything is retained, nothing is, or the role is not created for the agent',
    silent: (stack: Stack) => {
      RemovalPolicies.of(agentIn(stack)).retain();
      const [destroyed, withRole] = ['Destroyed', 'WithRole'].map((id) => new Stack(stack, id));
      agentIn(destroyed).applyRemovalPolicy(RemovalPolicy.DESTROY);
      const role = new Role(withRole, 'Role', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
      agentIn(withRole, { role }).applyRemovalPolicy(RemovalPolicy.RETAIN);
    },
  })),
  {
    id: 'assumeRoleDenied',
    when: 'another harness on the same role denies it sts:AssumeRole, before or after it',
    warns: (stack) => {
      const role = roleFor(stack, 'bedrock-agentcore');
      harnessIn(stack, { role, allowAssumeRole: true });
      new Harness(stack, 'Other', { role, model: Model.bedrock('amazon.nova-pro-v1:0') });
    },
    message: /^allowAssumeRole has no effect, because Test\/Other uses the same role and denies it sts:AssumeRole\./,
    not: 'the other harness has a different role, or also allows sts:AssumeRole',
    silent: (stack) => {
      const role = roleFor(stack, 'bedrock-agentcore');
      harnessIn(stack, { role, allowAssumeRole: true });
      const model = Model.bedrock('amazon.nova-pro-v1:0');
      new Harness(stack, 'Other', { model });
      new Harness(stack, 'Same', { model, role, allowAssumeRole: true });
    },
  },
  {
    id: 'modelIdIsToken',
    when: 'the ID of a Bedrock model is not known at synth',
    warns: (stack) => harnessIn(stack, { model: Model.bedrock(parameterIn(stack)) }),
    message: /^The ID of a Bedrock model is not known at synth\. .* set foundationModelIds\./,
    not: 'the foundation models are known',
    silent: (stack) =>
      harnessIn(stack, { model: Model.bedrock(parameterIn(stack), { foundationModelIds: ['amazon.nova-pro-v1:0'] }) }),
  },
  {
    id: 'imageUriIsToken',
    when: 'the repository of the image is not known at synth',
    warns: (stack) => harnessIn(stack, { image: ContainerImage.fromUri(parameterIn(stack)) }),
    message:
      /the URI is not known at synth, so the execution role gets no permission to pull .* Use ContainerImage\.fromEcrRepository\./,
    not: 'only the digest is not known at synth',
    silent: pinned({ digest: DIGEST }),
  },
];

function roleFor(stack: Stack, service: string): Role {
  return new Role(stack, 'Given', { assumedBy: new ServicePrincipal(`${service}.amazonaws.com`) });
}

function parameterIn(stack: Stack): string {
  return new CfnParameter(stack, 'Parameter').valueAsString;
}

function targetWithScope(scope: string): (stack: Stack) => unknown {
  return (stack) =>
    new GatewayTarget(stack, 'Target', {
      gateway: references.gateway(stack),
      gatewayRole: references.role(stack),
      source: TargetSource.fromMcpServer('https://mcp.example.com'),
      credentials: TargetCredentials.oauth(references.oauthClient(stack), { scopes: ['read', scope] }),
    });
}

const TARGETS: Warning[] = [
  {
    id: 'longScope',
    when: 'a scope of a gateway target is longer than the API model allows',
    warns: targetWithScope('s'.repeat(65)),
    message: /credentials\.scopes has a scope of 65 characters, "s+"\..* but the API model only 64/,
    not: 'the scope has 64 characters',
    silent: targetWithScope('s'.repeat(64)),
  },
];

testWarnings([...CALLERS, ...WORKFLOWS, ...ROLES_AND_CODE, ...TARGETS]);

test('an agent with a common configuration adds no warnings', () => {
  const stack = testStack();
  harnessIn(stack).addEndpoint('live').grants.invoke(functionIn(stack, 'Caller'));
  expect(warningsOf(stack)).toEqual([]);
});

test('an acknowledged warning is not repeated', () => {
  const stack = testStack();
  const harness = harnessIn(stack, { environment: { API_KEY: 'not one' } });
  Annotations.of(harness).acknowledgeWarning('cdk-agentcore:plainSecretAPI_KEY');
  expect(warningsOf(stack)).toEqual([]);
});
