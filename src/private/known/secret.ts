import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { ArnFormat, CfnResource, Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { regionOfArn } from '../arns';
import type { KnownKey } from './key';
import { isObject, memberOf, propertyOf, resourceOf } from './resource';

/** The properties of a secret that policies need. */
export interface KnownSecret {
  /** The ARN, with wildcards in place of the six characters that Secrets Manager adds to a name. */
  readonly arnPattern: string;
  readonly region: string;
  readonly key?: KnownKey;
}

/** Returns the secret of a credential provider, unless AgentCore manages the secret or it is not known. */
export function secretOf(provider: IConstruct): KnownSecret | undefined {
  const { secret, apiKeySecretArn, clientSecretArn } = provider as {
    readonly secret?: ISecret;
    readonly apiKeySecretArn?: string;
    readonly clientSecretArn?: string;
  };
  if (secret) {
    const arnPattern = secret.secretFullArn ?? `${secret.secretArn}-??????`;
    return { arnPattern, region: secret.env.region, key: secret.encryptionKey };
  }
  const resource = resourceOf(provider, CfnResource.isCfnResource);
  const id = resource ? secretIdOf(resource) : (apiKeySecretArn ?? clientSecretArn);
  return id === undefined ? undefined : secretById(Stack.of(provider), id);
}

/** Returns the ARN or name of the external secret that a credential provider refers to. */
function secretIdOf(provider: CfnResource): string | undefined {
  const vendors = propertyOf(provider, 'oauth2ProviderConfigInput');
  const configs = [
    propertyOf(provider, 'apiKeySecretConfig'),
    ...Object.values(isObject(vendors) ? vendors : {}).map((vendor) => memberOf(vendor, 'clientSecretConfig')),
  ];
  const [id] = configs.map((config) => memberOf(config, 'secretId')).filter((secretId) => typeof secretId === 'string');
  return id;
}

function secretById(stack: Stack, id: string): KnownSecret {
  const isArn = Token.isUnresolved(id) || id.startsWith('arn:');
  const isWhole = Token.isUnresolved(id) || (isArn && /-[a-zA-Z0-9]{6}$/.test(id));
  const name = { service: 'secretsmanager', resource: 'secret', resourceName: id };
  const arn = isArn ? id : stack.formatArn({ ...name, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  return { arnPattern: isWhole ? arn : `${arn}-??????`, region: regionOfArn(arn) };
}
