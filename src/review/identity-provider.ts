import type { ReviewedResource } from './assembly';
import type { ReviewContext } from './context';
import { nameOf } from './names';
import { entriesOf, jsonOf } from './parts';
import { sorted } from './phrases';
import { theResource } from './resource-words';

/** The issuer of the tokens of callers. */
export interface IdentityProvider {
  readonly resource?: ReviewedResource;
  readonly kind: string;
  readonly name: string;
  readonly clients: readonly string[];
  /** The checks of the authorizer, in addition to the issuer and the clients. */
  readonly checks: readonly string[];
}

const POOL = 'AWS::Cognito::UserPool';

/** The issuer of the tokens that a JWT authorizer accepts. */
export function identityProviderOf(context: ReviewContext, jwt: object, of: ReviewedResource): IdentityProvider {
  const { DiscoveryUrl, AllowedClients, AllowedAudience, AllowedScopes, CustomClaims, AllowedWorkloadConfiguration } =
    jsonOf(jwt);
  const { references } = context;
  const resource = references.resourceOf(DiscoveryUrl, of.stack, POOL);
  const url = context.text(DiscoveryUrl, of);
  const [, issuer = url] = /^https?:\/\/(.+?)(\/\.well-known.*)?$/.exec(url) ?? [];
  const isPool = resource !== undefined || issuer.startsWith('cognito-idp.');
  const texts = (values: unknown) => sorted(entriesOf(values).map((value) => context.text(value, of)));
  const audiences = texts(AllowedAudience);
  const scopes = texts(AllowedScopes);
  const { WorkloadIdentities, HostingEnvironments } = jsonOf(AllowedWorkloadConfiguration);
  const hosts = entriesOf(HostingEnvironments).map((host) => jsonOf(host).Arn);
  const through = sorted([...hosts, ...entriesOf(WorkloadIdentities)].map((value) => workloadName(context, value, of)));
  return {
    resource,
    kind: isPool ? 'Cognito user pool' : 'Identity provider',
    name: resource ? nameOf(resource) : isPool ? issuer.replace(/^.*\//, '') : issuer,
    clients: sorted(entriesOf(AllowedClients).map((client) => clientName(context, client, of))),
    checks: [
      ...(audiences.length > 0 ? [`audience ${audiences.join(' or ')}`] : []),
      ...through.map((name) => `only through ${name}`),
      ...(scopes.length > 0 ? [`scope ${scopes.join(' or ')}`] : []),
      ...sorted(
        entriesOf(CustomClaims).map((claim) => `claim ${context.text(jsonOf(claim).InboundTokenClaimName, of)}`),
      ),
    ],
  };
}

/** The gateway or the agent that may pass on tokens. */
function workloadName(context: ReviewContext, value: unknown, of: ReviewedResource): string {
  const found = context.resourceOf(value, of);
  return found ? theResource(found) : context.text(value, of);
}

function clientName(context: ReviewContext, client: unknown, of: ReviewedResource): string {
  const found = context.references.resourceOf(client, of.stack, 'AWS::Cognito::UserPoolClient');
  return found
    ? `${nameOf(found)}${found.properties.GenerateSecret === true ? ' (secret)' : ''}`
    : context.text(client, of);
}
