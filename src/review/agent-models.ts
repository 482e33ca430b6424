import type { Agent, ReviewContext } from './context';
import { modelWords } from './models';
import { jsonOf, textOfParts } from './parts';
import { capital, sorted } from './phrases';
import { covers, type PolicyStatement } from './policies';

/** The providers in the properties of a harness, by the configuration. */
const PROVIDERS: Readonly<Record<string, string>> = {
  GeminiModelConfig: 'Google Gemini',
  LiteLlmModelConfig: 'LiteLLM',
  OpenAiModelConfig: 'OpenAI',
};
const MODEL = /:(foundation-model|inference-profile|application-inference-profile)\/[^*]+$/;

export interface AgentModels {
  /** The model of a harness in words. `undefined` for a runtime, whose code selects the model. */
  readonly model?: string;
  readonly temperature?: number;
  /** Further models that the role permits, in words. */
  readonly permitted: readonly string[];
}

/** The model of an agent, and the models that its role permits. */
export function modelsOf(context: ReviewContext, { resource, principal }: Agent): AgentModels {
  const [[provider, configuration] = ['', undefined]] = Object.entries(jsonOf(resource.properties.Model));
  const { ModelId, Temperature } = jsonOf(configuration);
  const id = ModelId === undefined ? undefined : context.text(ModelId, resource);
  const main = id === undefined ? undefined : short(id);
  const statements = (principal?.statements ?? []).filter(
    (statement) => statement.effect === 'Allow' && isAboutModels(statement) && covers(statement, 'bedrock:InvokeModel'),
  );
  const ids = statements.flatMap(({ resources, stack, conditions }) =>
    // The foundation models behind an inference profile are permitted through the profile only.
    JSON.stringify(conditions).includes('bedrock:InferenceProfileArn')
      ? []
      : resources.map((each) => textOfParts(context.references.partsOf(each, stack))).map((text) => ({ text })),
  );
  const permitted = ids.flatMap(({ text }) =>
    text === '*' || /foundation-model\/\*$/.test(text) ? ['every model'] : MODEL.test(text) ? [short(text)] : [],
  );
  return {
    model: main && (provider in PROVIDERS ? `${id} of ${PROVIDERS[provider]}` : main),
    temperature: typeof Temperature === 'number' ? Temperature : undefined,
    permitted: withoutFoundations(sorted(permitted)).filter((each) => each !== main),
  };
}

function isAboutModels({ actions, raw }: PolicyStatement): boolean {
  return 'NotAction' in raw || actions.some((action) => action.startsWith('bedrock:') || action.includes('*'));
}

function short(id: string): string {
  const { name, profile } = modelWords(id);
  return profile ? `${name}, ${profile}` : capital(name);
}

/** Without the models that are permitted through an inference profile as well, such as those of aws-cdk-lib's grants. */
function withoutFoundations(names: readonly string[]): string[] {
  return names.filter((name) => !names.some((other) => other.startsWith(`${name}, `)));
}
