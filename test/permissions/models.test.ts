import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ApiKey, BedrockApiFormat, Model } from '../../src';
import { ACCOUNT } from '../support/helpers';
import { agentCoreArn, type Row, testFeature } from '../support/simulate';

const INVOKE = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];
const NEIGHBOUR = '999988887777';

function model(id: string, region = 'us-east-1'): string {
  return `arn:aws:bedrock:${region}::foundation-model/${id}`;
}

function bedrock(resource: string, region = 'us-east-1', account = ACCOUNT): string {
  return `arn:aws:bedrock:${region}:${account}:${resource}`;
}

function through(profileArn: string): { 'bedrock:InferenceProfileArn': string } {
  return { 'bedrock:InferenceProfileArn': profileArn };
}

testFeature('a foundation model', () => ({ model: Model.bedrock('amazon.nova-lite-v1:0') }), {
  may: [['call it', INVOKE, model('amazon.nova-lite-v1:0')]],
  mayNot: [
    ['call another model', INVOKE, model('amazon.nova-pro-v1:0')],
    ['call it in another Region', INVOKE, model('amazon.nova-lite-v1:0', 'eu-west-1')],
    ['call a profile of it', INVOKE, bedrock('inference-profile/us.amazon.nova-lite-v1:0')],
    ['call a provisioned model', INVOKE, bedrock('provisioned-model/abcdefghijkl')],
    ['apply a guardrail', 'bedrock:ApplyGuardrail', bedrock('guardrail/abcdefghijkl')],
    ['get foundation models', 'bedrock:GetFoundationModel', model('amazon.nova-lite-v1:0')],
  ],
});

const OPUS = 'anthropic.claude-opus-4-6-v1';
const US_OPUS = bedrock(`inference-profile/us.${OPUS}`);

testFeature('an inference profile', () => ({ model: Model.bedrock(`us.${OPUS}`) }), {
  may: [
    ['call it', INVOKE, US_OPUS],
    ['call its model through it', INVOKE, model(OPUS), through(US_OPUS)],
    ['call its model through it in another Region', INVOKE, model(OPUS, 'us-west-2'), through(US_OPUS)],
  ],
  mayNot: [
    ['call its model directly', INVOKE, model(OPUS)],
    ['call its model directly in another Region', INVOKE, model(OPUS, 'us-west-2')],
    ['call its model through another profile', INVOKE, model(OPUS), through(bedrock(`inference-profile/eu.${OPUS}`))],
    ['call another model through it', INVOKE, model('amazon.nova-pro-v1:0'), through(US_OPUS)],
    ['call another profile', INVOKE, bedrock(`inference-profile/global.${OPUS}`)],
    ['call the profile of another Region', INVOKE, bedrock(`inference-profile/us.${OPUS}`, 'us-west-2')],
    ['call the profile of another account', INVOKE, bedrock(`inference-profile/us.${OPUS}`, 'us-east-1', NEIGHBOUR)],
  ],
});

const GLOBAL_OPUS = bedrock(`inference-profile/global.${OPUS}`);

testFeature('a global inference profile', () => ({ model: Model.bedrock(`global.${OPUS}`) }), {
  may: [['call its model in any Region', INVOKE, model(OPUS, 'ap-south-1'), through(GLOBAL_OPUS)]],
  mayNot: [['call the profile of one geography', INVOKE, US_OPUS]],
});

const TEAM = bedrock('application-inference-profile/p4ym3nts0001');
const OTHER_TEAM = bedrock('application-inference-profile/m4rk3t1ng002');

testFeature('an application profile', () => ({ model: Model.bedrock(TEAM, { foundationModelIds: [OPUS] }) }), {
  may: [
    ['call it', INVOKE, TEAM],
    ['call its model through it', INVOKE, model(OPUS), through(TEAM)],
  ],
  mayNot: [
    ["call another team's profile", INVOKE, OTHER_TEAM],
    ["call its model at another team's expense", INVOKE, model(OPUS), through(OTHER_TEAM)],
    ['call its model directly', INVOKE, model(OPUS)],
    ['call another model through it', INVOKE, model('amazon.nova-pro-v1:0'), through(TEAM)],
  ],
});

const ROUTER = bedrock('prompt-router/r0ut3r000001');

testFeature('a prompt router', () => ({ model: Model.bedrock(ROUTER, { foundationModelIds: [OPUS] }) }), {
  may: [
    ['call it', INVOKE, ROUTER],
    ['call its model through it', INVOKE, model(OPUS), { 'bedrock:PromptRouterArn': ROUTER }],
  ],
  mayNot: [
    ['call another router', INVOKE, bedrock('prompt-router/r0ut3r000002')],
    ['call its model directly', INVOKE, model(OPUS)],
  ],
});

const alternateModels = [Model.bedrock(`us.${OPUS}`), Model.bedrock('amazon.nova-micro-v1:0')];

testFeature('alternate models', () => ({ alternateModels }), {
  may: [
    ['call the first model', INVOKE, US_OPUS],
    ['call the second model', INVOKE, model('amazon.nova-micro-v1:0')],
  ],
  mayNot: [['call any other model', INVOKE, model('amazon.nova-lite-v1:0')]],
});

const GUARDRAIL = bedrock('guardrail/abcdefghijkl');
const guardrail = { guardrailArn: GUARDRAIL, guardrailVersion: '1' };

testFeature('a guardrail', () => ({ model: Model.bedrock('amazon.nova-pro-v1:0', { guardrail }) }), {
  may: [['apply it', 'bedrock:ApplyGuardrail', GUARDRAIL]],
  mayNot: [
    ['apply another guardrail', 'bedrock:ApplyGuardrail', bedrock('guardrail/zyxwvutsrqpo')],
    ['change it', 'bedrock:UpdateGuardrail', GUARDRAIL],
  ],
});

const PROJECT = `arn:aws:bedrock-mantle:us-east-1:${ACCOUNT}:project/default`;
const GPT_OSS = { 'bedrock-mantle:Model': 'openai.gpt-oss-120b' };
const CREATE = 'bedrock-mantle:CreateInference';

testFeature(
  'a model on the mantle endpoint',
  () => ({ model: Model.bedrock('openai.gpt-oss-120b', { apiFormat: BedrockApiFormat.RESPONSES }) }),
  {
    may: [
      ['call it', CREATE, PROJECT, GPT_OSS],
      ['call it with a bearer token', 'bedrock-mantle:CallWithBearerToken', '*'],
    ],
    mayNot: [
      ['call another model', CREATE, PROJECT, { 'bedrock-mantle:Model': 'openai.gpt-oss-20b' }],
      ['call it in another Region', CREATE, PROJECT.replace('us-east-1', 'eu-west-1'), GPT_OSS],
      ['call it in another account', CREATE, PROJECT.replace(ACCOUNT, NEIGHBOUR), GPT_OSS],
      ['call models on the other endpoint', INVOKE, model('openai.gpt-oss-120b')],
    ],
  },
);

/** An API key in the token vault, by the name of its credential provider, with its secret. */
function key(name: string): { arn: string; secret: string } {
  const secret = `secret:bedrock-agentcore-identity!default/apikey/${name}-AbCdEf`;
  return {
    arn: agentCoreArn(`token-vault/default/apikeycredentialprovider/${name}`),
    secret: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:${secret}`,
  };
}

const [OWN, FOREIGN] = [key('models'), key('payments')];
const READ = 'bedrock-agentcore:GetResourceApiKey';
const GET_SECRET = 'secretsmanager:GetSecretValue';
const NO_OTHER_KEYS: Row[] = [
  ['fetch another key', READ, FOREIGN.arn],
  ["read another key's secret", GET_SECRET, FOREIGN.secret],
  ['read other secrets', GET_SECRET, `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:payments/keys-AbCdEf`],
  ["act as another agent's identity", READ, identity('harness_other-a1B2c3D4e5')],
  ['get OAuth tokens', 'bedrock-agentcore:GetResourceOauth2Token', agentCoreArn('token-vault/default')],
  ['change the key', 'bedrock-agentcore:UpdateApiKeyCredentialProvider', OWN.arn],
  ['call models on Bedrock', INVOKE, model('gpt-5')],
];

function identity(name: string): string {
  return agentCoreArn(`workload-identity-directory/default/workload-identity/${name}`);
}

describe.each<[string, (apiKey: ApiKeyRef) => Model]>([
  ['OpenAI', (apiKey) => Model.openai('gpt-5', { apiKey })],
  ['Gemini', (apiKey) => Model.gemini('gemini-3-pro', { apiKey })],
  ['LiteLLM', (apiKey) => Model.litellm('mistral/mistral-large-latest', { apiKey })],
])('%s', (provider, modelWith) => {
  testFeature(
    `a model of ${provider}`,
    (stack) => ({ model: modelWith(ApiKey.fromApiKeyArn(stack, 'Key', OWN.arn)) }),
    {
      may: [
        ['fetch its key', READ, OWN.arn],
        ['fetch keys from the token vault', READ, agentCoreArn('token-vault/default')],
        ['fetch keys with its workload identity', READ, identity('harness_agent-a1B2c3D4e5')],
        ['read the secret of the key', GET_SECRET, OWN.secret],
      ],
      mayNot: NO_OTHER_KEYS,
    },
  );
});

type ApiKeyRef = ReturnType<typeof ApiKey.fromApiKeyArn>;

const KEYS = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:research/keys`;
const KMS_KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const VIA_SECRETS = { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' };

function openAiWith(apiKey: ApiKeyRef): { model: Model } {
  return { model: Model.openai('gpt-5', { apiKey }) };
}

testFeature(
  'a key in an encrypted secret',
  (stack) => {
    const encryptionKey = Key.fromKeyArn(stack, 'Encryption', KMS_KEY);
    const attributes = { secretCompleteArn: `${KEYS}-AbCdEf`, encryptionKey };
    const secret = Secret.fromSecretAttributes(stack, 'Secret', attributes);
    return openAiWith(new ApiKey(stack, 'Key', { secret, jsonKey: 'openai', apiKeyName: 'models' }));
  },
  {
    may: [
      ['fetch the key', READ, OWN.arn],
      ['read the secret', GET_SECRET, `${KEYS}-AbCdEf`],
      ['decrypt the secret', 'kms:Decrypt', KMS_KEY, VIA_SECRETS],
    ],
    mayNot: [
      ['read another secret', GET_SECRET, `${KEYS.replace('research', 'payments')}-AbCdEf`],
      ['read a later secret with the same name', GET_SECRET, `${KEYS}-ZyXwVu`],
      ["read the vault's own secret of that name", GET_SECRET, OWN.secret],
      ['change the secret', 'secretsmanager:PutSecretValue', `${KEYS}-AbCdEf`],
      ['decrypt with the key directly', 'kms:Decrypt', KMS_KEY],
      [
        'use the key through another service',
        'kms:Decrypt',
        KMS_KEY,
        { 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
      ],
      ['encrypt with the key', 'kms:Encrypt', KMS_KEY, VIA_SECRETS],
    ],
  },
);

testFeature(
  'a key in a secret that is imported by name',
  (stack) => {
    const secret = Secret.fromSecretNameV2(stack, 'Secret', 'research/keys');
    return openAiWith(new ApiKey(stack, 'Key', { secret, jsonKey: 'openai' }));
  },
  {
    may: [['read the secret', GET_SECRET, `${KEYS}-AbCdEf`]],
    mayNot: [
      ['read a secret whose name has the same prefix', GET_SECRET, `${KEYS}-of-production-AbCdEf`],
      ['decrypt with an unspecified key', 'kms:Decrypt', KMS_KEY, VIA_SECRETS],
    ],
  },
);
