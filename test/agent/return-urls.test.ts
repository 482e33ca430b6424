import { dirname, join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnParameter, Fn, type Stack } from 'aws-cdk-lib/core';
import { GatewayAuth, OAuthGrantType, Runtime, Tool } from '../../src';
import { type Loopback, type LoopbackRequest, serve } from '../examples/agents/loopback';
import * as references from '../support/fixtures/limits/references';
import { ARTIFACT, harnessIn, runtimeIn, testStack } from '../support/helpers';
import { plain } from '../support/rendered';
import { type Rule, testRules } from '../support/rules';
import { testWarnings } from '../support/warnings';

const TYPE = 'Custom::AgentCoreReturnUrls';
const URLS = ['https://shop.example.com/signed-in', 'http://localhost:8081/signed-in'];

interface Statement {
  readonly Sid: string;
}

interface Rendered {
  readonly DependsOn: string[];
  readonly Properties: Record<'Create' | 'Update' | 'Delete' | 'InstallLatestAwsSdk' | 'ServiceToken', string>;
}

/** The custom resources in a stack, with intrinsic functions as text. */
function customIn(stack: Stack): Rendered[] {
  return Object.values(plain(Template.fromStack(stack).findResources(TYPE)) as Record<string, Rendered>);
}

/** The statements of the function of the custom resources. */
function statementsIn(stack: Stack): Statement[] {
  const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
  const statements = Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return (plain(statements) as Statement[]).filter(({ Sid }) => Sid === 'ReturnUrls');
}

const AGENTS: Record<string, [make: (stack: Stack, returnUrls?: string[]) => unknown, name: string, identity: string]> =
  {
    'A harness': [
      (stack, returnUrls) => harnessIn(stack, { harnessName: 'desk', returnUrls }),
      '.Environment.AgentCoreRuntimeEnvironment.AgentRuntimeId}',
      'harness_desk-*',
    ],
    'A runtime': [
      (stack, returnUrls) => runtimeIn(stack, { runtimeName: 'desk', returnUrls }),
      '.AgentRuntimeId}',
      'desk-*',
    ],
  };

describe.each(Object.entries(AGENTS))('%s', (_, [make, name, identity]) => {
  test('registers the return URLs on its workload identity, and removes them when the custom resource is deleted', () => {
    const stack = testStack();
    make(stack, URLS);
    const [{ Properties }] = customIn(stack);
    const call = (allowedResourceOauth2ReturnUrls: string[]) => ({
      service: 'bedrock-agentcore-control',
      action: 'UpdateWorkloadIdentity',
      parameters: { name: expect.stringContaining(name), allowedResourceOauth2ReturnUrls },
      outputPaths: ['name'],
    });
    const update = { ...call(URLS), physicalResourceId: { id: expect.stringContaining(name) } };
    expect(JSON.parse(Properties.Create)).toEqual(update);
    expect(JSON.parse(Properties.Update)).toEqual(update);
    expect(JSON.parse(Properties.Delete)).toEqual({
      ...call([]),
      ignoreErrorCodesMatching: 'ResourceNotFoundException|AccessDeniedException',
    });
    expect(Properties.InstallLatestAwsSdk).toBe(false);
  });

  test('allows the function to update this workload identity only, before the URLs are registered', () => {
    const stack = testStack();
    make(stack, URLS);
    const directory = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:workload-identity-directory/default';
    expect(statementsIn(stack)).toEqual([
      {
        Sid: 'ReturnUrls',
        Effect: 'Allow',
        Action: 'bedrock-agentcore:UpdateWorkloadIdentity',
        Resource: [directory, `${directory}/workload-identity/${identity}`],
      },
    ]);
    const [{ DependsOn }] = customIn(stack);
    expect(DependsOn).toEqual([expect.stringMatching(/ReturnUrlsCustomResourcePolicy/)]);
  });

  test.each([[undefined], [[]]])('has no custom resource and no function with returnUrls: %j', (returnUrls) => {
    const stack = testStack();
    make(stack, returnUrls);
    const template = Template.fromStack(stack);
    template.resourceCountIs(TYPE, 0);
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('accepts URLs that are known at deployment', () => {
    const stack = testStack();
    make(stack, [Fn.importValue('url'), new CfnParameter(stack, 'Url').valueAsString]);
    expect(customIn(stack)[0].Properties.Create).toContain(`\${Url}`);
  });

  test('accepts a list that is known at deployment', () => {
    const stack = testStack();
    make(stack, Fn.split(',', new CfnParameter(stack, 'Urls').valueAsString));
    expect(customIn(stack)).toHaveLength(1);
  });
});

test('Two agents of a stack use one function, with a permission for each workload identity', () => {
  const stack = testStack();
  harnessIn(stack, { harnessName: 'desk', returnUrls: URLS });
  new Runtime(stack, 'Planner', { artifact: ARTIFACT, runtimeName: 'planner', returnUrls: URLS });
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 1);
  expect(customIn(stack)).toHaveLength(2);
  expect(statementsIn(stack)).toHaveLength(2);
});

const having =
  (...returnUrls: string[]) =>
  (stack: Stack) =>
    harnessIn(stack, { returnUrls });
const LONG = `https://shop.example.com/${'a'.repeat(2048)}`;

const RULES: Rule[] = [
  {
    rule: 'A return URL without encryption',
    rejected: having('https://a.example.com', 'http://shop.example.com/signed-in'),
    message:
      /returnUrls\[1\] must start with https:\/\/, or with http:\/\/localhost, got "http:\/\/shop\.example\.com\/signed-in"\. Use HTTPS\.$/,
    accepted: having('https://shop.example.com/signed-in', 'http://localhost', 'http://127.0.0.1:80/', 'http://[::1]/'),
  },
  {
    rule: 'A return URL on a host whose name begins with localhost',
    rejected: having('http://localhost.example.com/signed-in'),
    message: /returnUrls\[0\] must start with https:\/\/, or with http:\/\/localhost, got/,
    accepted: having('https://localhost.example.com/signed-in'),
  },
  {
    rule: 'A return URL without a scheme',
    rejected: having('shop.example.com/signed-in'),
    message: /returnUrls\[0\] must be a URL without white space, got "shop\.example\.com\/signed-in"/,
    accepted: having('shopapp://signed-in'),
  },
  {
    rule: 'A return URL with white space',
    rejected: having('https://shop.example.com/signed in'),
    message: /returnUrls\[0\] must be a URL without white space, got/,
    accepted: having('https://shop.example.com/signed%20in'),
  },
  {
    rule: 'A return URL that is too long',
    rejected: having(LONG.slice(0, 2049)),
    message: /returnUrls\[0\] must be between 1 and 2048 characters, got 2049 characters/,
    accepted: having(LONG.slice(0, 2048)),
  },
  {
    rule: 'An empty return URL',
    rejected: having(''),
    message: /returnUrls\[0\] must be between 1 and 2048 characters, got 0 characters/,
    accepted: having('https://a'),
  },
];

testRules(RULES);

const asking = (grantType: OAuthGrantType, defaultReturnUrl?: string, returnUrls?: string[]) => (stack: Stack) => {
  const auth = GatewayAuth.oauth(references.oauthClient(stack), { grantType, defaultReturnUrl });
  const tool = Tool.gateway(references.gateway(stack), { name: 'calendar', auth });
  return harnessIn(stack, { tools: [tool], returnUrls });
};
const { AUTHORIZATION_CODE, CLIENT_CREDENTIALS } = OAuthGrantType;

testWarnings([
  {
    id: 'returnUrlNotRegistered',
    when: 'a tool uses the authorization code grant, and no return URL is registered',
    warns: asking(AUTHORIZATION_CODE),
    message:
      /^tools: the gateway "calendar" uses the grant type AUTHORIZATION_CODE, but no return URL is registered\. .* Add the URL to returnUrls\./,
    not: 'a return URL is registered',
    silent: asking(AUTHORIZATION_CODE, undefined, URLS),
  },
  {
    id: 'returnUrlNotRegistered',
    when: 'the default return URL of a tool is not registered',
    warns: asking(AUTHORIZATION_CODE, 'https://b.example.com', URLS),
    message:
      /uses the grant type AUTHORIZATION_CODE, but the return URL "https:\/\/b\.example\.com" is not registered\./,
    not: 'it is registered',
    silent: asking(AUTHORIZATION_CODE, URLS[1], URLS),
  },
  {
    id: 'returnUrlNotRegistered',
    when: 'an alternate tool needs a return URL',
    warns: (stack) => {
      const auth = GatewayAuth.oauth(references.oauthClient(stack), { grantType: AUTHORIZATION_CODE });
      return harnessIn(stack, { alternateTools: [Tool.gateway(references.gateway(stack), { auth })] });
    },
    message:
      /^alternateTools: the gateway "\w+" uses the grant type AUTHORIZATION_CODE, but no return URL is registered/,
    not: 'the tool uses the client credentials grant',
    silent: asking(CLIENT_CREDENTIALS),
  },
  {
    id: 'returnUrlNotRegistered',
    when: 'the default return URL is a token and no return URL is registered',
    warns: asking(AUTHORIZATION_CODE, Fn.importValue('url')),
    message: /but no return URL is registered/,
    not: 'any of the URLs is only known at deployment',
    silent: asking(AUTHORIZATION_CODE, 'https://b.example.com', [Fn.importValue('url')]),
  },
]);

/** The handler of `AwsCustomResource`, with the client of AgentCore that Node.js in Lambda includes. */
describe('The function of the custom resource', () => {
  const CORE = dirname(require.resolve('aws-cdk-lib/package.json'));
  const HANDLER = join(CORE, 'custom-resource-handlers/dist/custom-resources/aws-custom-resource-handler/index.js');
  const requests: LoopbackRequest[] = [];
  const responses: object[] = [];
  let error: string | undefined;
  let service: Loopback;

  beforeAll(async () => {
    service = await serve((request) => {
      requests.push(request);
      return error
        ? { status: 400, type: 'application/json', headers: { 'x-amzn-errortype': error }, body: '{"message":"No."}' }
        : {
            type: 'application/json',
            body: JSON.stringify({ name: 'desk-a1B2c3D4e5', allowedResourceOauth2ReturnUrls: URLS }),
          };
    });
  });
  afterAll(() => service.close());

  beforeEach(() => {
    requests.length = 0;
    responses.length = 0;
    error = undefined;
    jest.replaceProperty(process, 'env', {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'key',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: service.url,
    });
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    // The handler answers CloudFormation through a presigned URL.
    jest.spyOn(jest.requireActual<typeof import('node:https')>('node:https'), 'request').mockImplementation(((
      _: object,
      done: () => void,
    ) => ({
      on: () => undefined,
      write: (body: string) => responses.push(JSON.parse(body)),
      end: done,
    })) as never);
  });
  afterEach(() => jest.restoreAllMocks());

  /** The properties of the custom resource of a deployed runtime. */
  function deployed(returnUrls: string[], name = 'desk-a1B2c3D4e5'): object {
    const stack = testStack();
    runtimeIn(stack, { runtimeName: 'desk', returnUrls });
    const [{ Properties }] = customIn(stack);
    const text = JSON.stringify({ ...Properties, InstallLatestAwsSdk: 'false' });
    return JSON.parse(text.replace(/\$\{\w+\.AgentRuntimeId\}/g, name));
  }

  async function handle(RequestType: string, properties: object, PhysicalResourceId?: string): Promise<void> {
    const { handler } = require(HANDLER) as { handler: (event: object, context: object) => Promise<void> };
    await handler(
      {
        RequestType,
        PhysicalResourceId,
        ResourceProperties: properties,
        ResponseURL: 'https://cloudformation.example.com/answer',
        LogicalResourceId: 'ReturnUrls',
      },
      { logStreamName: 'log' },
    );
  }

  const sent = () => requests.map(({ method, path, body }) => [method, path, JSON.parse(String(body))]);
  const updateTo = (allowedResourceOauth2ReturnUrls: string[], name = 'desk-a1B2c3D4e5') => [
    ['POST', '/identities/UpdateWorkloadIdentity', { name, allowedResourceOauth2ReturnUrls }],
  ];

  test('registers the URLs when the agent is created, and returns the name only', async () => {
    await handle('Create', deployed(URLS));
    expect(sent()).toEqual(updateTo(URLS));
    expect(responses).toEqual([
      expect.objectContaining({
        Status: 'SUCCESS',
        PhysicalResourceId: 'desk-a1B2c3D4e5',
        Data: { name: 'desk-a1B2c3D4e5' },
      }),
    ]);
  });

  test('replaces the URLs when they change', async () => {
    await handle('Update', deployed(URLS.slice(1)), 'desk-a1B2c3D4e5');
    expect(sent()).toEqual(updateTo(URLS.slice(1)));
    expect(responses).toEqual([expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: 'desk-a1B2c3D4e5' })]);
  });

  test('registers the URLs on the other workload identity when the agent is replaced', async () => {
    await handle('Update', deployed(URLS, 'desk-f6G7h8I9j0'), 'desk-a1B2c3D4e5');
    expect(sent()).toEqual(updateTo(URLS, 'desk-f6G7h8I9j0'));
    // Another physical ID makes CloudFormation delete the former one.
    expect(responses).toEqual([expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: 'desk-f6G7h8I9j0' })]);
  });

  test('removes the URLs when the custom resource is deleted', async () => {
    await handle('Delete', deployed(URLS), 'desk-a1B2c3D4e5');
    expect(sent()).toEqual(updateTo([]));
    expect(responses).toEqual([expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: 'desk-a1B2c3D4e5' })]);
  });

  test.each(['ResourceNotFoundException', 'AccessDeniedException'])('accepts %s when it is deleted', async (code) => {
    error = code;
    await handle('Delete', deployed(URLS), 'desk-a1B2c3D4e5');
    expect(responses).toEqual([expect.objectContaining({ Status: 'SUCCESS' })]);
  });

  test.each([
    ['Create', 'AccessDeniedException'],
    ['Update', 'ResourceNotFoundException'],
    ['Delete', 'ValidationException'],
  ])('fails at %s with %s', async (type, code) => {
    error = code;
    await handle(type, deployed(URLS), 'desk-a1B2c3D4e5');
    expect(responses).toEqual([expect.objectContaining({ Status: 'FAILED', Reason: 'No.' })]);
  });
});
