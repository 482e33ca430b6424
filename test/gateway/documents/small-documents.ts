import { fileOf, ofApi } from './documents';

export const OPENAPI = 'orders.openapi.yaml';

export const REALLY = 'Use the public URL of the API, for example "https://api.example.com/v1"';

/** The smallest document that has an operation. */
export const small = (more: object = {}, operation: object = {}) => ({
  openapi: '3.1.0',
  info: { title: 'Small', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  paths: { '/': { get: { operationId: 'look', ...operation } } },
  ...more,
});

export const ofSmall = (more: object = {}, operation: object = {}) =>
  ofApi(fileOf('small.json', JSON.stringify(small(more, operation))), 'OpenAPI');
