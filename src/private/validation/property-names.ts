import { type Breach, type Limit, limitOf } from './limit';
import { isUnknown } from './unknown';

/**
 * How users name the properties that the service names differently: by the name of the property, by
 * `parent/property`, or
 * by the whole path after a `/`, for which the name is then the whole name. An empty name is a level that users do
 * not see.
 * `property[]` is an entry of a list, which is empty where users pass the only entry.
 */
export type PropertyNames = Readonly<Record<string, string>>;

/** The names of properties that several folders render. Those of one folder are passed with its properties. */
const COMMON: PropertyNames = {
  advertisedScopeMapping: 'advertisedScopes',
  agentRuntimeName: 'runtimeName',
  allowedAudience: 'audiences',
  allowedClients: 'clients',
  allowedScopes: 'scopes',
  authorizerConfiguration: 'authorizer',
  authorizingClaimMatchValue: '',
  containerUri: 'uri',
  customClaims: 'claims',
  endpointIpAddressType: 'ipAddressType',
  environmentVariables: 'environment',
  eventExpiryDuration: 'eventExpiry',
  idleRuntimeSessionTimeout: 'idleTimeout',
  inboundTokenClaimName: 'claim',
  matchValueString: 'value',
  matchValueStringList: 'values',
  networkModeConfig: '',
  privateEndpoint: 'privateEndpoint',
  providerArn: 'client',
  resourceConfigurationIdentifier: 'identifier',
  vpcIdentifier: 'vpc',
};

/**
 * The suffixes of property names of the service: users pass a construct instead of its ARN, and a duration instead of
 * seconds.
 */
const SUFFIX = /(?<=.)(Arn|Config(uration)?|Seconds|GiB|Id(?=s))(?=s?$)/;
const IDENTIFIER = /^[a-zA-Z_$][\w$]*$/;

/** Lists of which users give a map, by the member that is the key of the map. */
const MAPS: Record<string, string> = { namespaceKeys: 'key', privateEndpointOverrides: 'domain' };

type Members = Record<string, unknown>;

/** The path of a value of these props, as users typed it. */
export function propertyNameOf(type: string, path: Breach['path'], props: object, names: PropertyNames = {}): string {
  const words = { ...COMMON, ...names };
  let value = props as unknown;
  let limit: Limit | undefined = limitOf(type);
  const steps = path.map((step, index) => {
    const before = path[index - 1];
    const map = MAPS[`${typeof before === 'number' ? path[index - 2] : before}`];
    const parent = limit;
    value = (value as Members)[typeof step === 'object' ? step.key : step];
    limit = limitOfStep(parent, step);
    if (typeof step === 'number') {
      const key = map && (value as Members)[map];
      if (map && path[index + 1] === map) {
        return '';
      }
      return typeof key === 'string' && !isUnknown(key) ? keyStep(key) : (words[`${before}[]`] ?? `[${step}]`);
    }
    if (typeof step === 'object' || !limit) {
      return keyStep(typeof step === 'object' ? step.key : step);
    }
    if (map) {
      // The key of a map is said of its keys; the private endpoint is the value itself.
      return step === map
        ? ' keys'
        : step === 'privateEndpoint'
          ? ''
          : prefixed(words[step] ?? usualName(step, limit, parent));
    }
    return prefixed(words[`${before}/${step}`] ?? words[step] ?? usualName(step, limit, parent));
  });
  const name = words[`/${path.join('/')}`] ?? steps.join('').replace(/^\./, '');
  // The options of reflections are options of the strategy.
  return name.replace(/\.reflection\.(namespaceTemplate|metadata)\b/, (_, option: string) => {
    return `.reflection${option[0].toUpperCase()}${option.slice(1)}`;
  });
}

function limitOfStep(limit: Limit | undefined, step: Breach['path'][number]): Limit | undefined {
  if (typeof step === 'object') {
    return limit?.entries?.value;
  }
  return typeof step === 'number' ? limit?.items : limit?.properties?.[step];
}

/** Of a union, users see neither the level of the union nor that of its member: a factory makes both. */
function usualName(property: string, limit: Limit, parent?: Limit): string {
  const isHidden = limit.union || (parent?.union && limit.properties);
  return isHidden ? '' : property.replace(SUFFIX, '');
}

/** A word after another; an empty one is a level that users do not see. */
function prefixed(word: string): string {
  return word && `.${word}`;
}

/** A key that is the user's own. */
export function keyStep(key: string): string {
  return IDENTIFIER.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
