import { capital } from './phrases';

/** Providers whose names are written differently from their IDs. Models of Anthropic are known by the name Claude. */
const PROVIDERS: Readonly<Record<string, string>> = {
  ai21: 'AI21',
  anthropic: '',
  deepseek: 'DeepSeek',
  minimax: 'MiniMax',
  moonshotai: 'Moonshot AI',
  nvidia: 'NVIDIA',
  openai: 'OpenAI',
  qwen: 'Qwen',
  twelvelabs: 'TwelveLabs',
  zai: 'Z.AI',
};
const ABBREVIATIONS = /^(ai|gpt|oss|glm|vl|it|r\d|\d+(\.\d+)?[bkm]|a\d+b|e\d+b)$/i;
const PROFILE = /^(global|us|eu|apac|jp|au|ca|us-gov|sa|me|af|il)\.(?=[a-z0-9]+\.)/;
const VERSION = /(-\d{8})?(-v\d+|-\d+(?=:))?(:\d+)*(:\d+k)?$/;
const AREAS: Readonly<Record<string, string>> = {
  global: 'global',
  us: 'US',
  eu: 'EU',
  apac: 'APAC',
  jp: 'Japan',
  au: 'Australia',
  ca: 'Canada',
  'us-gov': 'US government',
  sa: 'South America',
  me: 'Middle East',
  af: 'Africa',
  il: 'Israel',
};

export interface ModelWords {
  /** The name of the model, such as "Claude Sonnet 4.6". */
  readonly name: string;
  /** The inference profile, such as "global inference profile". */
  readonly profile?: string;
}

/** The ID or ARN of a model or an inference profile in words. An ID that is known at deployment remains as it is. */
export function modelWords(id: string): ModelWords {
  const [, application] = /:application-inference-profile\/(.+)$/.exec(id) ?? [];
  if (application) {
    return { name: `application inference profile ${application}` };
  }
  const plain = id.replace(/^arn:.*\//, '');
  const [, area] = PROFILE.exec(plain) ?? [];
  const profile = area && `${AREAS[area]} inference profile`;
  return { name: nameOf(area ? plain.slice(area.length + 1) : plain), profile };
}

/** A model in a sentence: "Claude Sonnet 4.6 through the global inference profile". */
export function modelSentence(id: string): string {
  const { name, profile } = modelWords(id);
  return profile ? `${name} through the ${profile}` : name;
}

function nameOf(id: string): string {
  if (id.includes('<') || id.includes('*') || id === '') {
    return id;
  }
  const [, provider, model] = /^([a-z][a-z0-9]*)\.([a-z].*)$/.exec(id) ?? [
    undefined,
    undefined,
    id.replace(/^.*\//, ''),
  ];
  const words = joinVersions(
    model
      .replace(VERSION, '')
      .replace(/\b(llama)(?=\d)/, '$1-')
      .split('-')
      .filter(Boolean),
  ).map(spelled);
  const by = provider === undefined ? '' : (PROVIDERS[provider] ?? capital(provider));
  const name = words.join(' ');
  return by === '' || name.toLowerCase().startsWith(by.toLowerCase()) ? name : `${by} ${name}`;
}

/** The parts of a version: "4" and "6" are "4.6". */
function joinVersions(words: readonly string[]): string[] {
  const result: string[] = [];
  for (const word of words) {
    const last = result[result.length - 1];
    if (/^\d$/.test(word) && last !== undefined && /^[a-z]*\d$/i.test(last)) {
      result[result.length - 1] = `${last}.${word}`;
    } else {
      result.push(word);
    }
  }
  return result;
}

function spelled(word: string): string {
  return ABBREVIATIONS.test(word) ? word.toUpperCase() : capital(word);
}
