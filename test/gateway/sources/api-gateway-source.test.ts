import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ApiGatewayHttpMethod } from 'aws-cdk-lib/aws-bedrockagentcore';
import { TargetCredentials, TargetSource } from '../../../src';
import * as references from '../../support/fixtures/limits/references';
import { ACCOUNT, REGION } from '../../support/helpers';
import { configOf } from './targets';

describe('A REST API', () => {
  const FILTERS = [
    { filterPath: '/pets/{petId}', methods: [ApiGatewayHttpMethod.GET, ApiGatewayHttpMethod.PUT] },
    { filterPath: '/shelters/*', methods: [ApiGatewayHttpMethod.GET] },
  ];

  test('grants the role to call the stage, methods and paths that the filters select', () => {
    const { config, statements } = configOf((stack) => ({
      source: TargetSource.fromApiGateway(RestApi.fromRestApiId(stack, 'Api', 'a1b2c3'), {
        stage: 'prod',
        filters: FILTERS,
        overrides: [{ path: '/shelters/all', method: ApiGatewayHttpMethod.GET, name: 'shelters' }],
      }),
    }));
    expect(config).toEqual({
      Mcp: {
        ApiGateway: {
          RestApiId: 'a1b2c3',
          Stage: 'prod',
          ApiGatewayToolConfiguration: {
            ToolFilters: [
              { FilterPath: '/pets/{petId}', Methods: ['GET', 'PUT'] },
              { FilterPath: '/shelters/*', Methods: ['GET'] },
            ],
            ToolOverrides: [{ Path: '/shelters/all', Method: 'GET', Name: 'shelters' }],
          },
        },
      },
    });
    const api = `arn:aws:execute-api:${REGION}:${ACCOUNT}:a1b2c3/prod`;
    expect(statements).toEqual({
      TargetRestApiApi: {
        Sid: 'TargetRestApiApi',
        Effect: 'Allow',
        Action: 'execute-api:Invoke',
        Resource: [`${api}/GET/pets/*`, `${api}/PUT/pets/*`, `${api}/GET/shelters/*`],
      },
    });
  });

  test('uses the deployment stage by default', () => {
    const { config } = configOf((stack) => {
      const api = new RestApi(stack, 'Api');
      api.root.addMethod('GET', new MockIntegration());
      return { source: TargetSource.fromApiGateway(api, { filters: FILTERS }) };
    });
    expect(config).toHaveProperty('Mcp.ApiGateway.Stage', expect.stringMatching(/^\$\{ApiDeploymentStageprod\w+\}$/));
  });

  test.each([undefined, 'prod'])('makes the target depend on the deployment, with the stage %s', (stage) => {
    const { dependsOn } = configOf((stack) => {
      const api = new RestApi(stack, 'Api');
      api.root.addMethod('GET', new MockIntegration());
      return { source: TargetSource.fromApiGateway(api, { filters: FILTERS, stage }) };
    });
    expect(dependsOn).toContainEqual(expect.stringMatching(/^ApiDeploymentStageprod/));
  });

  test('grants nothing with an API key', () => {
    const { statements } = configOf((stack) => ({
      source: TargetSource.fromApiGateway(RestApi.fromRestApiId(stack, 'Api', 'a1b2c3'), {
        stage: 'prod',
        filters: FILTERS,
      }),
      credentials: TargetCredentials.apiKeyInHeader(references.apiKey(stack), 'x-api-key'),
    }));
    expect(Object.keys(statements).filter((sid) => sid.startsWith('TargetRestApi'))).toEqual([]);
  });
});
