import { quote } from '../../private/validation/limit';
import type { ReviewedResource } from '../assembly';
import { isAbsent, isKnownAtDeployment } from '../intrinsics';
import { entriesOf, isIntrinsic, isJson, type Json, memberOf } from '../parts';
import type { References } from '../references';
import type { Report } from './report';

const GATEWAY = 'AWS::BedrockAgentCore::Gateway';
const WITH_TYPE = [GATEWAY, 'AWS::BedrockAgentCore::PaymentManager'];
const WITH_JWT = [...WITH_TYPE, 'AWS::BedrockAgentCore::Harness', 'AWS::BedrockAgentCore::Runtime'];
const CHECKS = ['AllowedAudience', 'AllowedClients', 'AllowedScopes', 'CustomClaims'];
const JWT = 'AuthorizerConfiguration.CustomJWTAuthorizer';

/** Checks the inbound authorization of gateways, agents and payment managers. */
export function checkAuthorization(references: References, report: Report): void {
  for (const resource of references.ofType(...WITH_TYPE)) {
    checkType(resource, report);
  }
  for (const resource of references.ofType(...WITH_JWT)) {
    const jwt = memberOf(resource.properties, 'AuthorizerConfiguration', 'CustomJWTAuthorizer');
    if (isJson(jwt) && !isIntrinsic(jwt)) {
      checkJwt(resource, jwt, report);
    }
  }
}

function checkType(resource: ReviewedResource, report: Report): void {
  const { AuthorizerType: type, AuthorizerConfiguration: configuration } = resource.properties;
  if (resource.type === GATEWAY && entriesOf(type).includes('NONE')) {
    report.add(resource, {
      rule: 'gateway-without-authorization',
      severity: 'warning',
      property: 'AuthorizerType',
      problem: `is NONE${type === 'NONE' ? '' : ' in one branch of a condition'}. Anyone who knows the URL of the gateway can call its tools`,
      fix: 'Use AWS_IAM or CUSTOM_JWT, unless a Lambda interceptor of the gateway checks the callers',
    });
  }
  if (isAbsent(type) || isKnownAtDeployment(type)) {
    return;
  }
  if (type === 'CUSTOM_JWT' && isAbsent(configuration)) {
    report.add(resource, {
      rule: 'authorizer-configuration',
      severity: 'error',
      property: 'AuthorizerConfiguration',
      problem: 'is required for the authorizer type CUSTOM_JWT, and is not set',
      fix: 'Set AuthorizerConfiguration.CustomJWTAuthorizer, or use another authorizer type',
    });
  }
  if (type !== 'CUSTOM_JWT' && !isAbsent(configuration) && !isIntrinsic(configuration)) {
    report.add(resource, {
      rule: 'authorizer-configuration',
      severity: 'error',
      property: 'AuthorizerConfiguration',
      problem: `must not be set for the authorizer type ${quote(String(type))}`,
      fix: 'Remove AuthorizerConfiguration, or set AuthorizerType to CUSTOM_JWT',
    });
  }
}

function checkJwt(resource: ReviewedResource, jwt: Json, report: Report): void {
  const url = jwt.DiscoveryUrl;
  const isPayment = resource.type.endsWith('PaymentManager');
  if (typeof url === 'string' && !isKnownAtDeployment(url) && !/^https:\/\/[^\s/?#]+\S*$/i.test(url)) {
    report.add(resource, {
      rule: 'discovery-url',
      severity: 'error',
      property: `${JWT}.DiscoveryUrl`,
      problem: `must be a URL that starts with https:// and has a host name, got ${quote(url)}`,
      fix: 'Use the URL of the discovery document of the identity provider',
    });
  }
  if (CHECKS.every((name) => isAbsent(jwt[name])) && !isPayment) {
    report.add(resource, {
      rule: 'jwt-without-checks',
      severity: 'error',
      property: JWT,
      problem: `must have at least one of ${CHECKS.join(', ')}, got none. Every token of the identity provider would be accepted`,
      fix: 'Set AllowedClients, or AllowedAudience if the tokens have an aud claim',
    });
  }
  const isCognito = JSON.stringify(url ?? '').includes('cognito-idp.');
  if (isCognito && entriesOf(jwt.AllowedAudience).length > 0) {
    report.add(resource, {
      rule: 'cognito-audience',
      severity: 'warning',
      property: `${JWT}.AllowedAudience`,
      problem: 'is set for an Amazon Cognito user pool, whose access tokens have no aud claim. They are rejected',
      fix: 'Use AllowedClients, unless callers send ID tokens',
    });
  }
}
