import { EndpointType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Lazy } from 'aws-cdk-lib/core';
import { testRules } from '../support/rules';
import { GET, ofApi, PUT } from './gateway-fixtures';

testRules([
  {
    rule: 'A REST API has filters',
    rejected: (stack) => ofApi(stack, { filters: [] }),
    message: /source\.filters must have at least 1 entry, got none\./,
    accepted: (stack) => ofApi(stack, { filters: [{ filterPath: '/*', methods: [GET] }] }),
  },
  {
    rule: 'A filter has methods',
    rejected: (stack) => ofApi(stack, { filters: [{ filterPath: '/pets', methods: [] }] }),
    message: /source\.filters\[0\]\.methods must have at least 1 entry, got none\./,
    accepted: (stack) => ofApi(stack, { filters: [{ filterPath: '/pets', methods: [GET] }] }),
  },
  {
    rule: 'The path of a filter starts with a slash',
    rejected: (stack) => ofApi(stack, { filters: [{ filterPath: 'pets', methods: [GET] }] }),
    message: /source\.filters\[0\]\.filterPath must start with "\/", got "pets"/,
    accepted: (stack) =>
      ofApi(stack, { filters: [{ filterPath: Lazy.string({ produce: () => '/p' }), methods: [GET] }] }),
  },
  {
    rule: 'A filter does not select a proxy resource',
    rejected: (stack) => ofApi(stack, { filters: [{ filterPath: '/pets/{proxy+}', methods: [GET] }] }),
    message: /source\.filters\[0\]\.filterPath must not contain a greedy path .*got "\/pets\/\{proxy\+\}"/,
    accepted: (stack) => ofApi(stack, { filters: [{ filterPath: '/pets/{proxy}', methods: [GET] }] }),
  },
  {
    rule: 'An override applies to a path that the filters select',
    rejected: (stack) => ofApi(stack, { overrides: [{ path: '/shelters', method: GET, name: 'a' }] }),
    message: /source\.overrides\[0\] must name one method of one path that the filters select, got GET "\/shelters"/,
    accepted: (stack) => ofApi(stack, { overrides: [{ path: '/pets/all', method: GET, name: 'a' }] }),
  },
  {
    rule: 'An override applies to a method that the filters select',
    rejected: (stack) => ofApi(stack, { overrides: [{ path: '/pets/all', method: PUT, name: 'a' }] }),
    message: /got PUT "\/pets\/all"/,
    accepted: (stack) => ofApi(stack, { overrides: [{ path: '/pets/all', method: GET, name: 'a' }] }),
  },
  {
    rule: 'An override applies to one path',
    rejected: (stack) => ofApi(stack, { overrides: [{ path: '/pets/*', method: GET, name: 'a' }] }),
    message: /must name one method of one path/,
    accepted: (stack) => ofApi(stack, { overrides: [{ path: '/pets/{id}', method: GET, name: 'a' }] }),
  },
  {
    rule: 'The stage of an imported REST API is required',
    rejected: (stack) => ofApi(stack, { stage: undefined }),
    message: /source\.stage is required for an API without a deployment stage/,
    accepted: (stack) => ofApi(stack, { stage: 'prod' }),
  },
  {
    rule: 'The name of a stage is valid',
    rejected: (stack) => ofApi(stack, { stage: '' }),
    message: /source\.stage must contain only letters, digits, hyphens and underscores \(1 to 128 characters\), got ""/,
    accepted: (stack) => ofApi(stack, { stage: 'prod-2_b' }),
  },
  {
    rule: 'The name of an override is not empty',
    rejected: (stack) => ofApi(stack, { overrides: [{ path: '/pets/all', method: GET, name: '' }] }),
    message: /source\.overrides\[0\]\.name must have at least one character and no white space, got ""/,
    accepted: (stack) => ofApi(stack, { overrides: [{ path: '/pets/all', method: GET, name: 'all' }] }),
  },
  {
    rule: 'The names of overrides are unique',
    rejected: (stack) =>
      ofApi(stack, {
        overrides: [
          { path: '/pets/all', method: GET, name: 'pets' },
          { path: '/pets/one', method: GET, name: 'pets' },
        ],
      }),
    message: /source\.overrides\[1\]\.name must be unique, got "pets" more than once/,
    accepted: (stack) =>
      ofApi(stack, {
        overrides: [
          { path: '/pets/all', method: GET, name: 'pets' },
          { path: '/pets/one', method: GET, name: 'pet' },
        ],
      }),
  },
  {
    rule: 'A REST API is public',
    rejected: (stack) => {
      const api = new RestApi(stack, 'Api', { endpointTypes: [EndpointType.PRIVATE] });
      api.root.addMethod('GET');
      return ofApi(stack, {}, api);
    },
    message: /source: the REST API must be public, got the endpoint type PRIVATE\. Use a regional/,
    accepted: (stack) => {
      const api = new RestApi(stack, 'Api', { endpointTypes: [EndpointType.REGIONAL] });
      api.root.addMethod('GET');
      return ofApi(stack, {}, api);
    },
  },
]);
