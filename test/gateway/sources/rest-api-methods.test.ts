import {
  ApiDefinition,
  AuthorizationType,
  CfnMethod,
  CfnResource,
  CfnRestApi,
  CognitoUserPoolsAuthorizer,
  MockIntegration,
  RestApi,
  SpecRestApi,
  TokenAuthorizer,
} from 'aws-cdk-lib/aws-apigateway';
import { ApiGatewayHttpMethod } from 'aws-cdk-lib/aws-bedrockagentcore';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { App, type Stack } from 'aws-cdk-lib/core';
import { type GatewayTargetProps, TargetCredentials, TargetSource } from '../../../src';
import * as references from '../../support/fixtures/limits/references';
import { functionIn } from '../../support/fixtures/parts';
import { messageOf, testStack } from '../../support/helpers';
import { gatewayIn, targetIn } from '../../support/rendered';

const { GET, POST } = ApiGatewayHttpMethod;
const NOTHING = 'nothing was thrown';
const INTEGRATION = new MockIntegration();
const ALL = [{ filterPath: '/*', methods: [GET, POST] }];

const cognito = (stack: Stack) => ({
  authorizationType: AuthorizationType.COGNITO,
  authorizer: new CognitoUserPoolsAuthorizer(stack, 'Cognito', { cognitoUserPools: [new UserPool(stack, 'Users')] }),
});
const custom = (stack: Stack) => ({
  authorizer: new TokenAuthorizer(stack, 'Token', { handler: functionIn(stack, 'Authorizer') }),
});

/** An API with a public method, and a target of it. */
function tried(define: (api: RestApi, stack: Stack) => void, filters = ALL, credentials?: TargetCredentials): string {
  const stack = testStack();
  const api = new RestApi(stack, 'Api');
  api.root.addResource('pets').addMethod('GET', INTEGRATION);
  const source = TargetSource.fromApiGateway(api, { filters });
  return messageOf(() => {
    targetIn(stack, { gateway: gatewayIn(stack), source, credentials });
    // Also what is added to the API after the target is judged.
    define(api, stack);
    (App.of(stack) as App).synth();
  });
}

describe('The methods of a REST API that are tools', () => {
  test('must not have a Cognito authorizer', () => {
    const message = tried((api, stack) => api.root.addResource('orders').addMethod('GET', INTEGRATION, cognito(stack)));
    expect(message).toContain(
      '[Test/Target] source.filters must not include methods with an authorizer, got GET /orders (a Cognito authorizer). The gateway can call methods without authorization, with IAM authorization or with an API key only.',
    );
  });

  test('must not have a Lambda authorizer, and all of them are named', () => {
    const message = tried((api, stack) => {
      const authorized = custom(stack);
      const orders = api.root.addResource('orders');
      orders.addMethod('POST', INTEGRATION, authorized);
      orders.addResource('{orderId}').addMethod('GET', INTEGRATION, authorized);
    });
    expect(message).toContain('got POST /orders (a Lambda authorizer), GET /orders/{orderId} (a Lambda authorizer)');
  });

  test('must not have the default authorizer of the API', () => {
    const stack = testStack();
    const api = new RestApi(stack, 'Api', { defaultMethodOptions: custom(stack) });
    api.root.addMethod('ANY', INTEGRATION);
    targetIn(stack, { source: TargetSource.fromApiGateway(api, { filters: ALL }) });
    expect(messageOf(() => (App.of(stack) as App).synth())).toContain('got ANY / (a Lambda authorizer)');
  });

  test('may be without authorization or with IAM', () => {
    const message = tried((api) => {
      const orders = api.root.addResource('orders');
      orders.addMethod('GET', INTEGRATION, { authorizationType: AuthorizationType.IAM });
      orders.addMethod('POST', INTEGRATION);
    });
    expect(message).toBe(NOTHING);
  });

  describe('that require an API key', () => {
    const withKey = (
      method: object,
      filters = ALL,
      propsOf: (stack: Stack) => Partial<GatewayTargetProps> = () => ({}),
    ) => {
      const stack = testStack();
      const api = new RestApi(stack, 'Api');
      api.root.addResource('pets').addMethod('GET', INTEGRATION);
      api.root.addResource('orders').addMethod('POST', INTEGRATION, { apiKeyRequired: true, ...method });
      targetIn(stack, { source: TargetSource.fromApiGateway(api, { filters }), ...propsOf(stack) });
      return messageOf(() => (App.of(stack) as App).synth());
    };
    const apiKey = (stack: Stack) => ({
      credentials: TargetCredentials.apiKeyInHeader(references.apiKey(stack), 'x-api-key'),
    });
    const orders = [{ filterPath: '/orders', methods: [POST] }];
    const iam = { authorizationType: AuthorizationType.IAM };

    test('must have an API key as credentials, unless callers send the API key', () => {
      expect(withKey({})).toContain(
        "[Test/Target] credentials must be TargetCredentials.apiKeyInHeader(apiKey, 'x-api-key') for methods that require an API key, got POST /orders. Exclude these methods, or change credentials.",
      );
      expect(withKey({}, ALL, apiKey)).toBe(NOTHING);
      expect(withKey({}, ALL, () => ({ metadata: { requestHeaders: ['X-Api-Key'] } }))).toBe(NOTHING);
      expect(withKey({}, [{ filterPath: '/pets', methods: [GET] }])).toBe(NOTHING);
    });

    test('must not have IAM authorization if a filter names them', () => {
      expect(withKey(iam, [...orders, { filterPath: '/pets', methods: [GET] }])).toContain(
        '[Test/Target] source.filters must not name methods that require an API key in addition to IAM authorization, which the gateway leaves out, got POST /orders. Exclude',
      );
      expect(withKey(iam)).toBe(NOTHING);
    });

    test('are not tools with IAM authorization', () => {
      expect(withKey(iam, [{ filterPath: '/orders*', methods: [POST] }])).toContain(
        'source.filters must select at least one method that the gateway supports, got only proxy resources, or methods with IAM authorization and an API key: POST /orders. Define',
      );
      expect(withKey({}, [{ filterPath: '/orders*', methods: [POST] }], apiKey)).toBe(NOTHING);
    });
  });

  test('must not be proxy resources only', () => {
    const proxied = (define: (api: RestApi) => unknown) => {
      const stack = testStack();
      const api = new RestApi(stack, 'Api');
      api.root.addResource('{proxy+}').addMethod('ANY', INTEGRATION);
      define(api);
      targetIn(stack, { source: TargetSource.fromApiGateway(api, { filters: ALL }) });
      return messageOf(() => (App.of(stack) as App).synth());
    };
    expect(proxied(() => undefined)).toContain(
      '[Test/Target] source.filters must select at least one method that the gateway supports, got only proxy resources, or methods with IAM authorization and an API key: ANY /{proxy+}.',
    );
    expect(proxied((api) => api.root.addMethod('GET', INTEGRATION))).toBe(NOTHING);
  });

  test('are not known of an API with a definition', () => {
    const stack = testStack();
    const api = new SpecRestApi(stack, 'Api', { apiDefinition: ApiDefinition.fromInline({ openapi: '3.0.3' }) });
    new CfnMethod(stack, 'Post', {
      restApiId: api.restApiId,
      resourceId: api.restApiRootResourceId,
      httpMethod: 'PUT',
    });
    targetIn(stack, { source: TargetSource.fromApiGateway(api, { filters: ALL }) });
    expect(messageOf(() => (App.of(stack) as App).synth())).toBe(NOTHING);
  });

  test.each<[what: string, filters: typeof ALL]>([
    ['another path', [{ filterPath: '/pets', methods: [GET, POST] }]],
    ['another method', [{ filterPath: '/*', methods: [POST] }]],
  ])('do not include an authorized method of %s', (_, filters) => {
    const message = tried(
      (api, stack) => api.root.addResource('orders').addMethod('GET', INTEGRATION, cognito(stack)),
      filters,
    );
    expect(message).toBe(NOTHING);
  });

  test('do not include ANY where all of them are defined beside it', () => {
    const message = tried((api, stack) => {
      const orders = api.root.addResource('orders');
      orders.addMethod('ANY', INTEGRATION, custom(stack));
      orders.addMethod('GET', INTEGRATION);
      orders.addMethod('POST', INTEGRATION);
    });
    expect(message).toBe(NOTHING);
  });

  test('are known of L1 constructs, with their property overrides', () => {
    const stack = testStack();
    const api = new CfnRestApi(stack, 'Api', { name: 'api' });
    const orders = new CfnResource(stack, 'Orders', {
      restApiId: api.ref,
      parentId: api.attrRootResourceId,
      pathPart: 'orders',
    });
    const method = new CfnMethod(stack, 'Get', { restApiId: api.ref, resourceId: orders.ref, httpMethod: 'GET' });
    const imported = RestApi.fromRestApiAttributes(stack, 'Imported', {
      restApiId: api.ref,
      rootResourceId: api.attrRootResourceId,
    });
    targetIn(stack, { source: TargetSource.fromApiGateway(imported, { stage: 'prod', filters: ALL }) });
    expect(messageOf(() => (App.of(stack) as App).synth())).toBe(NOTHING);
    const other = testStack();
    const again = RestApi.fromRestApiAttributes(other, 'Api', { restApiId: 'a1b2c3', rootResourceId: 'r1' });
    const secret = again.root.addResource('orders').addMethod('GET', INTEGRATION);
    (secret.node.defaultChild as CfnMethod).addPropertyOverride('AuthorizationType', 'CUSTOM');
    targetIn(other, { source: TargetSource.fromApiGateway(again, { stage: 'prod', filters: ALL }) });
    expect(messageOf(() => (App.of(other) as App).synth())).toContain('got GET /orders (a Lambda authorizer)');
    expect(method.authorizationType).toBeUndefined();
  });

  test('with IAM authorization must be signed for', () => {
    const iam = (api: RestApi) =>
      api.root.addResource('orders').addMethod('GET', INTEGRATION, { authorizationType: AuthorizationType.IAM });
    expect(tried(iam, ALL, TargetCredentials.none())).toContain(
      'credentials must be TargetCredentials.gatewayRole() for methods with IAM authorization, got GET /orders.',
    );
    expect(tried(iam, ALL, TargetCredentials.gatewayRole())).toBe(NOTHING);
  });

  test('must not share the name of an override', () => {
    const named = (name: string) => {
      const stack = testStack();
      const api = new RestApi(stack, 'Api');
      const orders = api.root.addResource('orders');
      orders.addMethod('GET', INTEGRATION);
      orders.addMethod('POST', INTEGRATION, { operationName: 'order' });
      const overrides = [{ path: '/orders', method: GET, name }];
      targetIn(stack, { source: TargetSource.fromApiGateway(api, { filters: ALL, overrides }) });
      return messageOf(() => (App.of(stack) as App).synth());
    };
    expect(named('order')).toContain(
      'source.overrides[0].name must be unique among the tools of the target, got "order", which is the operation name of POST /orders',
    );
    expect(named('orders')).toBe(NOTHING);
  });

  test('are not known of an imported API', () => {
    const stack = testStack();
    const api = RestApi.fromRestApiId(stack, 'Api', 'a1b2c3');
    const credentials = TargetCredentials.apiKeyInHeader(references.apiKey(stack), 'x-api-key');
    targetIn(stack, { source: TargetSource.fromApiGateway(api, { stage: 'prod', filters: ALL }), credentials });
    expect(messageOf(() => (App.of(stack) as App).synth())).toBe(NOTHING);
  });
});
