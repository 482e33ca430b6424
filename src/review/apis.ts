import type { ReviewedResource } from './assembly';
import { entriesOf, memberOf } from './parts';
import type { References } from './references';

/** Whether the internet reaches a method or a route of an API without authorization. An API that is unknown is public. */
export function isPublicApi(references: References, api: ReviewedResource | undefined): boolean {
  const types = entriesOf(memberOf(api?.properties.EndpointConfiguration, 'Types'));
  const ways = [
    ...references.ofType('AWS::ApiGateway::Method').filter(({ properties }) => properties.HttpMethod !== 'OPTIONS'),
    ...references.ofType('AWS::ApiGatewayV2::Route').filter(({ properties }) => !isWithinSocket(properties.RouteKey)),
  ].filter(({ properties, stack }) => references.resourceOf(properties.RestApiId ?? properties.ApiId, stack) === api);
  const isReached = ways.length === 0 || ways.some(({ properties }) => isOpen(properties.AuthorizationType));
  return api === undefined || (!types.includes('PRIVATE') && isReached);
}

/** Whether a method or a route is, or may be, without authorization. */
export function isOpen(authorization: unknown): boolean {
  return typeof authorization !== 'string' || authorization === 'NONE';
}

/** Whether a route is one of messages in a WebSocket, which only the route `$connect` authorizes. */
function isWithinSocket(route: unknown): boolean {
  return typeof route !== 'string' || !/^([A-Z]+ \/.*|\$connect|\$default)$/.test(route);
}
