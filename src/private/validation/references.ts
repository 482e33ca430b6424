import type {
  IApiKeyCredentialProviderRef,
  IBrowserCustomRef,
  ICodeInterpreterCustomRef,
  IGatewayRef,
  IMemoryRef,
  IOAuth2CredentialProviderRef,
  IRuntimeRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { CfnAlias, type IKeyRef } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { keySpecOf } from '../known/key';
import { resourceOf } from '../known/resource';
import { ARNS, isNoArn, NOUNS } from './arn';
import {
  checkImport,
  checkReference,
  DOUBTFUL,
  type LocationRule,
  OF_ACCOUNT,
  OWN,
  OWN_ACCOUNT,
  OWN_REGION,
} from './environment';
import { quote } from './limit';
import { isUnknown } from './unknown';
import type { ValidationErrors } from './validation-errors';

/**
 * Checks IAM actions. CDK rejects a statement with an invalid one, in an error that does not name the property.
 *
 * @returns whether all actions are valid
 */
export function checkActions(errors: ValidationErrors, prop: string, actions: string[]): boolean {
  const wrong = actions.filter((action) => !isUnknown(action) && !/^(\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*]+)$/.test(action));
  for (const action of wrong) {
    errors.add(
      `${prop} must be a service prefix, a colon and the name of an action, in which * is a wildcard, got ${quote(action)}. Use an action such as "s3:GetObject".`,
    );
  }
  return wrong.length === 0;
}

/** Checks what IAM takes as the resources of a statement: ARNs, with wildcards in them or not, or `*` alone. */
export function checkResourceArns(errors: ValidationErrors, prop: string, arns: string[]): void {
  for (const arn of arns.filter((text) => text !== '*')) {
    if (isNoArn(arn)) {
      errors.add(`${prop} must be ARNs or "*", got ${quote(arn)}. Use the ARN of the resource.`);
    } else {
      checkReference(
        errors,
        `${prop}: ${quote(arn)}`,
        { kind: { noun: 'a resource' }, arn },
        { region: 'any', account: 'any' },
      );
    }
  }
}

/** AgentCore looks up credential providers in the token vault of the account and Region. */
export function checkApiKey(errors: ValidationErrors, prop: string, apiKey: IApiKeyCredentialProviderRef): void {
  const arn = apiKey.apiKeyCredentialProviderRef.credentialProviderArn;
  checkReference(errors, prop, { kind: ARNS.apiKey, arn, env: apiKey.env }, OWN);
}

/** AgentCore looks up credential providers in the token vault of the account and Region. */
export function checkOAuthClient(errors: ValidationErrors, prop: string, client: IOAuth2CredentialProviderRef): void {
  const arn = client.oAuth2CredentialProviderRef.credentialProviderArn;
  checkReference(errors, prop, { kind: ARNS.oauthClient, arn, env: client.env }, OWN);
}

export function checkGateway(errors: ValidationErrors, prop: string, gateway: IGatewayRef, rule: LocationRule): void {
  checkReference(errors, prop, { kind: ARNS.gateway, arn: gateway.gatewayRef.gatewayArn, env: gateway.env }, rule);
}

export function checkRuntime(errors: ValidationErrors, prop: string, runtime: IRuntimeRef, rule: LocationRule): void {
  const arn = runtime.runtimeRef.agentRuntimeArn;
  checkReference(errors, prop, { kind: ARNS.runtime, arn, env: runtime.env }, rule);
}

/** Browsers have no resource policies, so that no other account can use them. */
export function checkBrowser(errors: ValidationErrors, prop: string, browser: IBrowserCustomRef | undefined): void {
  if (browser) {
    const arn = browser.browserCustomRef.browserArn;
    const where = `${prop}: the browser ${browser.node.id}`;
    checkReference(errors, where, { kind: ARNS.browser, arn, env: browser.env }, OWN_ACCOUNT);
  }
}

/** Code interpreters have no resource policies, so that no other account can use them. */
export function checkCodeInterpreter(
  errors: ValidationErrors,
  prop: string,
  codeInterpreter: ICodeInterpreterCustomRef | undefined,
): void {
  if (codeInterpreter) {
    const arn = codeInterpreter.codeInterpreterCustomRef.codeInterpreterArn;
    const where = `${prop}: the code interpreter ${codeInterpreter.node.id}`;
    checkReference(errors, where, { kind: ARNS.codeInterpreter, arn, env: codeInterpreter.env }, OWN_ACCOUNT);
  }
}

export function checkMemory(errors: ValidationErrors, prop: string, memory: IMemoryRef): void {
  checkReference(errors, prop, { kind: ARNS.memory, arn: memory.memoryRef.memoryArn, env: memory.env }, DOUBTFUL);
}

/** IAM does not let a service of one account pass a role of another. */
export function checkRole(errors: ValidationErrors, prop: string, role: IRole | undefined): void {
  if (role) {
    checkReference(errors, prop, { kind: ARNS.role, arn: role.roleArn, env: role.env }, OF_ACCOUNT);
  }
}

/** Security groups of a shared VPC may be in another account. */
export function checkSecurityGroups(errors: ValidationErrors, prop: string, groups: ISecurityGroup[] = []): void {
  for (const [index, { env }] of groups.entries()) {
    checkReference(errors, `${prop}[${index}]`, { kind: NOUNS.securityGroup, env }, { region: 'own', account: 'any' });
  }
}

export function checkBucket(
  errors: ValidationErrors,
  prop: string,
  bucket: IBucket,
  rule: LocationRule = DOUBTFUL,
): void {
  checkReference(errors, prop, { kind: ARNS.bucket, arn: bucket.bucketArn, env: bucket.env }, rule);
}

/** A secret of another account is reviewed where the service is allowed to read it. */
export function checkSecret(errors: ValidationErrors, prop: string, secret: ISecret | undefined): void {
  if (secret) {
    const rule: LocationRule = { region: 'own', account: 'any' };
    checkReference(errors, prop, { kind: ARNS.secret, arn: secret.secretArn, env: secret.env }, rule);
  }
}

/** The secret of an imported credential provider was accepted where the provider was created. */
export function checkSecretKind(errors: ValidationErrors, prop: string, secret: ISecret | undefined): void {
  if (secret) {
    checkImport(errors, prop, secret.secretArn, ARNS.secret);
  }
}

/**
 * A key that a service takes by its own ARN: an alias is a construct of CDK that can stand for a key, and has another
 * ARN.
 */
export function checkKey(errors: ValidationErrors, prop: string, key: IKeyRef | undefined): void {
  if (!key) {
    return;
  }
  const { keyArn } = key.keyRef;
  if (isAlias(key)) {
    errors.addOfValue(
      prop,
      keyArn,
      `must be a KMS key, got the alias ${quote(nameOfAlias(key))}. AgentCore takes keys by their own ARN: pass the key itself, for example from Key.fromKeyArn or Key.fromLookup.`,
    );
    return;
  }
  checkKeyLocation(errors, prop, key);
}

const SYMMETRIC = 'SYMMETRIC_DEFAULT';

/** A key that encrypts data, with data keys that only symmetric keys generate. */
export function checkEncryptionKey(errors: ValidationErrors, prop: string, key: IKeyRef | undefined): void {
  checkKey(errors, prop, key);
  checkKeySpec(errors, prop, key);
}

/** Rejects a key that is known to encrypt no data. */
export function checkKeySpec(errors: ValidationErrors, prop: string, key: IKeyRef | undefined): void {
  const { keySpec = SYMMETRIC } = (key && keySpecOf(key)) ?? {};
  if (!isUnknown(keySpec) && keySpec !== SYMMETRIC) {
    errors.add(
      `${prop} must be a symmetric encryption key, got the key ${key?.node.path} with the keySpec ${keySpec}. Use a key with the keySpec ${SYMMETRIC}.`,
    );
  }
}

/** For a service that also takes aliases. */
export function checkKeyLocation(errors: ValidationErrors, prop: string, key: IKeyRef | undefined): void {
  if (key) {
    const kind = isAlias(key) ? ARNS.alias : ARNS.key;
    checkReference(errors, prop, { kind, arn: key.keyRef.keyArn, env: key.env }, OWN_REGION);
  }
}

function nameOfAlias({ keyRef: { keyArn, keyId }, node }: IKeyRef): string {
  const name = /alias\/[\w/-]+$/.exec(keyArn) ?? /^alias\/[\w/-]+$/.exec(keyId);
  return name ? name[0] : node.path;
}

function isAlias(key: IKeyRef): boolean {
  const { keyArn, keyId } = key.keyRef;
  return keyArn.includes(':alias/') || /^alias\//.test(keyId) || resourceOf(key, CfnAlias.isCfnAlias) !== undefined;
}
