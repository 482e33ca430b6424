import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Annotations, type CfnResource, Token } from 'aws-cdk-lib/core';
import {
  AwsCustomResource,
  AwsCustomResourcePolicy,
  type AwsSdkCall,
  PhysicalResourceId,
} from 'aws-cdk-lib/custom-resources';
import { agentCoreActions, workloadIdentityArns } from '../private/iam/access';
import type { Binding } from '../private/iam/binding';
import { breaches, quote } from '../private/validation/limit';
import { reviewTexts } from '../private/validation/secret-values';
import { isUnknown } from '../private/validation/unknown';

const PROP = 'returnUrls';
/** The limit of a return URL of a workload identity. */
const LIMIT = { type: 'string', min: 1, max: 2048, pattern: '^\\w+:(\\/?\\/?)[^\\s]+$' };
const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(?=[:/?#]|$)/i;
/** The attribute with the ID of the runtime, which is the name of the workload identity of both kinds of agent. */
const RUNTIME_ID = {
  Harness: 'Environment.AgentCoreRuntimeEnvironment.AgentRuntimeId',
  Runtime: 'AgentRuntimeId',
} as const;

/**
 * Warns about the authorization code grant with a return URL that is not registered.
 *
 * @param what The property, and the resource that the agent gets the token for
 * @param url The return URL, unless callers specify it
 * @internal
 */
export function reviewReturnUrl({ returnUrls, scope }: Binding, what: string, url?: string): void {
  const isRegistered =
    url === undefined || returnUrls.includes(url) || [url, returnUrls, ...returnUrls].some(isUnknown);
  if (returnUrls.length === 0 || !isRegistered) {
    const problem = isRegistered
      ? 'no return URL is registered'
      : `the return URL ${quote(`${url}`)} is not registered`;
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:returnUrlNotRegistered',
      `${what} uses the grant type AUTHORIZATION_CODE, but ${problem}. AgentCore rejects requests for tokens with a return URL that is not registered. Add the URL to ${PROP}.`,
    );
  }
}

/**
 * Registers the URLs to which users return after they give consent, on the workload identity that AgentCore creates for
 * the agent. CloudFormation has no property for them.
 *
 * @internal
 */
export function bindReturnUrls(binding: Binding, kind: keyof typeof RUNTIME_ID, urls: string[] = []): void {
  // The entry of a list that is a token is not a URL.
  for (const [index, url] of isUnknown(urls) ? [] : urls.entries()) {
    checkReturnUrl(binding, `${PROP}[${index}]`, url);
  }
  reviewTexts(binding.scope, { [PROP]: urls }, ([, index]) => `${PROP}[${index}]`);
  binding.returnUrls = urls;
  if (urls.length > 0) {
    binding.onCreated.push((agent) => registerReturnUrls(binding, agent, RUNTIME_ID[kind], urls));
  }
}

function checkReturnUrl({ errors }: Binding, prop: string, url: string): void {
  const [breach] = breaches(LIMIT, url);
  if (breach) {
    errors.add(`${prop} ${breach.problem}`);
  } else if (!isUnknown(url) && /^http:\/\//i.test(url) && !LOOPBACK.test(url)) {
    errors.add(`${prop} must start with https://, or with http://localhost, got ${quote(url)}. Use HTTPS.`);
  }
  errors.checkUrl(prop, url);
}

function registerReturnUrls(binding: Binding, agent: CfnResource, attribute: string, urls: string[]): void {
  const { scope } = binding;
  const name = Token.asString(agent.getAtt(attribute));
  const call = (allowedResourceOauth2ReturnUrls: string[]): AwsSdkCall => ({
    service: 'bedrock-agentcore-control',
    action: 'UpdateWorkloadIdentity',
    parameters: { name, allowedResourceOauth2ReturnUrls },
    // A custom resource cannot return more than 4,096 bytes, and the response contains the URLs.
    outputPaths: ['name'],
  });
  new AwsCustomResource(scope, 'ReturnUrls', {
    resourceType: 'Custom::AgentCoreReturnUrls',
    installLatestAwsSdk: false,
    onUpdate: { ...call(urls), physicalResourceId: PhysicalResourceId.of(name) },
    // The workload identity of a replaced agent has another name, on which the function has no permission anymore.
    onDelete: { ...call([]), ignoreErrorCodesMatching: 'ResourceNotFoundException|AccessDeniedException' },
    policy: AwsCustomResourcePolicy.fromStatements([
      new PolicyStatement({
        sid: 'ReturnUrls',
        actions: agentCoreActions('UpdateWorkloadIdentity'),
        // The statement does not refer to the agent, so the policy exists when the agent does, and takes effect in time.
        resources: workloadIdentityArns(binding),
      }),
    ]),
  });
}
