import { readFileSync } from 'node:fs';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { App, Aws, CfnOutput, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Authorizer, Harness, HarnessMemory, Model, Tool } from 'cdk-agentcore';
import { buildSync } from 'esbuild';

const stack = new Stack(new App(), 'WebChat');

// The users, and the scope that a token must have to ask the assistant.
const users = new cognito.UserPool(stack, 'Users', {
  signInAliases: { email: true },
  selfSignUpEnabled: false,
  passwordPolicy: {
    minLength: 12,
    requireLowercase: true,
    requireUppercase: true,
    requireDigits: true,
    requireSymbols: true,
  },
  accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
  mfa: cognito.Mfa.REQUIRED,
  mfaSecondFactor: { otp: true, sms: false },
  featurePlan: cognito.FeaturePlan.ESSENTIALS,
});
const ask = new cognito.ResourceServerScope({ scopeName: 'ask', scopeDescription: 'Ask the assistant' });
const api = users.addResourceServer('Api', { identifier: 'web-chat', scopes: [ask] });

// The authorizer requires the scope and not the client, which needs the domain of the distribution in front of the agent.
const assistant = new Harness(stack, 'Assistant', {
  model: Model.bedrock('global.anthropic.claude-sonnet-4-6'),
  systemPrompt: 'You are a helpful assistant. Answer briefly, in plain text without Markdown.',
  tools: [Tool.codeInterpreter()],
  // AgentCore does not compare the actor of a request with the token, so a memory could mix what users said.
  memory: HarnessMemory.none(),
  authorizer: Authorizer.jwt(`${users.userPoolProviderUrl}/.well-known/openid-configuration`, {
    scopes: ['web-chat/ask'],
  }),
});

// A domain prefix must be unique among all AWS accounts of a Region. This part of the stack ID is.
const stackGuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
const domain = users.addDomain('Login', {
  cognitoDomain: { domainPrefix: `web-chat-${Fn.select(4, Fn.split('-', stackGuid))}` },
  managedLoginVersion: cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
});

// The page and, under /ask, the assistant. Both have the same origin, so that the browser sends no CORS requests.
const bucket = new Bucket(stack, 'Page', {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  encryption: BucketEncryption.S3_MANAGED,
  enforceSSL: true,
  removalPolicy: RemovalPolicy.DESTROY,
});
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  `connect-src 'self' ${domain.baseUrl()}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');
const distribution = new cloudfront.Distribution(stack, 'Distribution', {
  defaultRootObject: 'index.html',
  defaultBehavior: {
    origin: S3BucketOrigin.withOriginAccessControl(bucket),
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    responseHeadersPolicy: new cloudfront.ResponseHeadersPolicy(stack, 'Headers', {
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy, override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
      },
    }),
  },
  additionalBehaviors: {
    '/ask': {
      // The maximum without a quota increase. CloudFront ends an answer when the agent sends nothing for this time.
      origin: new HttpOrigin(assistant.invocationHost, { readTimeout: Duration.seconds(120) }),
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      compress: false,
      functionAssociations: [
        {
          eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
          function: new cloudfront.Function(stack, 'ToAssistant', {
            runtime: cloudfront.FunctionRuntime.JS_2_0,
            code: cloudfront.FunctionCode.fromInline(
              readFileSync(`${__dirname}/edge/to-assistant.js`, 'utf8').replace('<path>', assistant.invocationPath),
            ),
          }),
        },
      ],
    },
  },
});
const url = `https://${distribution.distributionDomainName}/`;

// A public client: the page has no secret, and proves with PKCE that it started the sign-in.
const client = users.addClient('Browser', {
  generateSecret: false,
  authFlows: {},
  oAuth: {
    flows: { authorizationCodeGrant: true },
    scopes: [cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.resourceServer(api, ask)],
    callbackUrls: [url],
    logoutUrls: [url],
  },
  preventUserExistenceErrors: true,
  refreshTokenValidity: Duration.hours(1),
});
new cognito.CfnManagedLoginBranding(stack, 'Branding', {
  userPoolId: users.userPoolId,
  clientId: client.userPoolClientId,
  useCognitoProvidedValues: true,
});

const bundle = buildSync({
  entryPoints: [`${__dirname}/page/chat.ts`],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  write: false,
});
new BucketDeployment(stack, 'Upload', {
  destinationBucket: bucket,
  sources: [
    Source.asset(`${__dirname}/page`, { exclude: ['*.ts', 'tsconfig.json'] }),
    Source.data('chat.js', bundle.outputFiles[0].text),
    Source.jsonData('config.json', {
      loginUrl: domain.baseUrl(),
      clientId: client.userPoolClientId,
      scope: 'openid email web-chat/ask',
    }),
  ],
  cacheControl: [CacheControl.noCache()],
  retainOnDelete: false,
});

new CfnOutput(stack, 'Url', { value: url });
new CfnOutput(stack, 'UserPoolId', { value: users.userPoolId });
