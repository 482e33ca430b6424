import { Annotations, Token } from 'aws-cdk-lib/core';
import { arnIn } from '../private/arns';
import type { Binding, RoleBinding } from '../private/iam/binding';
import { ARNS, partsOf } from '../private/validation/arn';
import { checkReference, type LocationRule } from '../private/validation/environment';
import { quote } from '../private/validation/limit';
import { isUnknown } from '../private/validation/unknown';

/** The ID of an inference profile, which starts with a geography. */
const INFERENCE_PROFILE = /^(?:[a-z]{2}|us-gov|apac|global)\.(?<model>[^.]+\..+)$/;
/** ARNs that do not contain the foundation models. */
const ANONYMOUS = /:(application-inference-profile|prompt-router|default-prompt-router)\//;
const INVOKE = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];

/**
 * The Regions in which a request may name a geographic inference profile. Regions that Amazon Bedrock may add to a
 * geography are included: only what is certain to be elsewhere is rejected.
 */
const GEOGRAPHIES: Record<string, RegExp> = {
  us: /^(us-(?!gov|iso)|ca-|mx-|sa-)/,
  ca: /^(ca-|us-(?!gov|iso))/,
  eu: /^(eu-(?!iso)|il-|me-|af-)/,
  apac: /^(ap-|me-|il-|af-)/,
  jp: /^ap-northeast-/,
  au: /^ap-southeast-/,
  'us-gov': /^us-gov-/,
  global: /^(?!us-gov-|us-iso|eu-iso|eusc-|cn-)/,
};

/** The models of Anthropic since Claude 3.7, which the Converse API offers on demand through inference profiles only. */
const PROFILE_ONLY = /^(?:arn:[^/]+:foundation-model\/)?(anthropic\.claude-(?:3-7|[a-z]+-\d).*)$/;

/**
 * Rejects an ARN that is not a model, and a model that Amazon Bedrock does not offer in the Region of the agent. Warns
 * of a model that needs an inference profile.
 */
export function checkBedrockModel(binding: RoleBinding, prop: string, modelId: string, onMantle: boolean): void {
  const { errors, stack } = binding;
  const [, profileOnly] = (!onMantle && !isUnknown(modelId) && PROFILE_ONLY.exec(modelId)) || [];
  if (profileOnly && !stack.region.startsWith('us-gov-')) {
    Annotations.of(errors.scope).addWarningV2(
      'cdk-agentcore:modelNeedsProfile',
      `${prop} is the foundation model ${quote(profileOnly)}. Amazon Bedrock is known to reject requests to Anthropic models since Claude 3.7 that do not use an inference profile. Use an inference profile, for example ${quote(`global.${profileOnly}`)} or that of a geography.`,
    );
  }
  if (modelId.startsWith('arn:')) {
    // The code of a runtime can invoke models in any Region.
    const isCode = (binding as Partial<Binding>).kind === 'Runtime';
    const rule: LocationRule = { region: isCode ? 'any' : 'own', account: 'policy' };
    checkReference(errors, prop, { kind: ARNS.model, arn: modelId }, rule);
  }
  const region = partsOf(modelId).region ?? stack.region;
  const geography = geographyOf(modelId);
  const regions = GEOGRAPHIES[geography ?? ''];
  if (regions && !isUnknown(region) && !regions.test(region)) {
    errors.add(
      `${prop} must be an inference profile of the geography of ${region}, got ${quote(modelId)}, which only works in ${geography} Regions. Use an inference profile or a model that ${region} offers.`,
    );
  }
}

function geographyOf(modelId: string): string | undefined {
  const id = profileIdOf(modelId);
  return INFERENCE_PROFILE.test(id) ? id.split('.')[0] : undefined;
}

/** Returns the validation errors of `foundationModelIds`. */
export function checkFoundationModels(modelId: string, foundationModelIds?: string[]): string[] {
  if (foundationModelIds !== undefined && foundationModelIds.length > 0) {
    const isModel = !isUnknown(modelId) && !modelId.startsWith('arn:') && !modelOfProfile(modelId);
    const problems = isModel ? ['is a foundation model, so foundationModelIds must be omitted. Remove it.'] : [];
    return [...problems, ...foundationModelIds.flatMap(checkFoundationModel)];
  }
  if (ANONYMOUS.test(modelId)) {
    return [
      'does not contain the IDs of its foundation models, so the execution role cannot be allowed to invoke them. Set foundationModelIds.',
    ];
  }
  return foundationModelIds
    ? ['has an empty list of foundationModelIds. Name the models, or omit foundationModelIds.']
    : [];
}

/** Rejects anything but the ID of a foundation model, because the role is granted `foundation-model/<id>`. */
function checkFoundationModel(id: string, index: number): string[] {
  if (isUnknown(id)) {
    return [];
  }
  const model = /:foundation-model\/(.+)$/.exec(id)?.[1] ?? modelOfProfile(id);
  const hint = model ? `Use ${quote(model)}.` : 'Use an ID such as "amazon.nova-pro-v1:0".';
  return model || !/^[\w.:-]+$/.test(id)
    ? [`has foundationModelIds[${index}], which must be the ID of a foundation model, got ${quote(id)}. ${hint}`]
    : [];
}

/**
 * Grants permission to invoke one foundation model, or one inference profile and its foundation models only through the
 * profile.
 *
 * @param foundationModelIds The foundation models of a profile or prompt router whose ARN does not contain them
 */
export function permitBedrockModel(binding: RoleBinding, modelId: string, foundationModelIds: string[] = []): void {
  const isToken = Token.isUnresolved(modelId) && !modelId.includes(':');
  const isArn = modelId.startsWith('arn:') || (isToken && foundationModelIds.length > 0);
  const model = modelOfProfile(modelId);
  const behind = foundationModelIds.length === 0 && model ? [model] : foundationModelIds;
  binding.services.add('bedrock-runtime');
  if (behind.length === 0) {
    const modelArn = isArn ? modelId : foundationModelArn(binding, modelId, binding.stack.region);
    binding.permissions.add({ feature: 'ModelBedrock', actions: INVOKE, resources: [modelArn] });
    if (isToken) {
      warnOfToken(binding);
    }
    return;
  }
  const profileArn = isArn ? modelId : binding.arn('bedrock', `inference-profile/${modelId}`);
  const key = profileArn.includes('prompt-router/') ? 'bedrock:PromptRouterArn' : 'bedrock:InferenceProfileArn';
  binding.permissions.add({ feature: 'ModelBedrock', actions: INVOKE, resources: [profileArn] });
  binding.permissions.add({
    feature: 'ModelBedrockThroughProfile',
    of: isToken ? undefined : modelId.split('/').pop(),
    actions: INVOKE,
    // Amazon Bedrock selects the destination Regions of a profile, and can change them.
    resources: behind.map((id) => foundationModelArn(binding, id, '*')),
    conditions: { ArnEquals: { [key]: profileArn } },
  });
}

function modelOfProfile(modelId: string): string | undefined {
  return INFERENCE_PROFILE.exec(profileIdOf(modelId))?.groups?.model;
}

/** Returns the ID of an inference profile for its ARN, and another ID as it is. */
function profileIdOf(modelId: string): string {
  return /:inference-profile\/(.+)$/.exec(modelId)?.[1] ?? modelId;
}

function warnOfToken(binding: RoleBinding): void {
  Annotations.of(binding.scope).addWarningV2(
    'cdk-agentcore:modelIdIsToken',
    'The ID of a Bedrock model is not known at synth. The execution role is allowed to invoke a foundation model with this ID, which is not sufficient for an inference profile. For an inference profile, set foundationModelIds.',
  );
}

function foundationModelArn({ stack }: RoleBinding, resourceName: string, region: string): string {
  return arnIn(stack, 'bedrock', `foundation-model/${resourceName}`, { account: '', region });
}

/**
 * Grants permission to invoke one model on the `bedrock-mantle` endpoint. Bearer tokens have no resource type in IAM.
 */
export function permitMantle(binding: RoleBinding, modelId: string): void {
  binding.permissions.add({
    feature: 'ModelBedrockMantle',
    of: isUnknown(modelId) ? undefined : modelId,
    actions: ['bedrock-mantle:CreateInference'],
    resources: [binding.arn('bedrock-mantle', 'project/*')],
    conditions: { StringEquals: { 'bedrock-mantle:Model': modelId } },
  });
  binding.permissions.add({
    feature: 'ModelBedrockMantleToken',
    actions: ['bedrock-mantle:CallWithBearerToken'],
    resources: ['*'],
  });
  binding.services.add('bedrock-mantle');
}
