import type { CfnMemory } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { Faults } from '../private/faults';

/** How a field of records gets its value, and which values it takes. */
export interface MemoryMetadataOptions {
  /**
   * What the field is, 1 to 1,000 characters: a model fills it in by this.
   *
   * @default - no model fills it in
   */
  readonly definition?: string;

  /**
   * What the model is told beside, 1 to 1,000 characters.
   *
   * @default - nothing
   */
  readonly instruction?: string;

  /**
   * Whether its value is what the events of a record say of it, and no guess of a model.
   *
   * @default - the service's default
   */
  readonly strictlyConsistent?: boolean;

  /**
   * The values that a text, or each text of a list, may have: 1 to 10.
   *
   * @default - any
   */
  readonly allowedValues?: string[];

  /**
   * Most texts of a list, 1 to 5.
   *
   * @default - the service's default
   */
  readonly maxItems?: number;

  /**
   * The least number.
   *
   * @default - any
   */
  readonly min?: number;

  /**
   * The greatest number.
   *
   * @default - any
   */
  readonly max?: number;
}

type Values = Pick<MemoryMetadataOptions, 'allowedValues' | 'maxItems' | 'min' | 'max'>;

/**
 * A field that records of a memory have, by which they are found.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/memory-strategies.html
 */
export class MemoryMetadata {
  /**
   * A text.
   *
   * @param key 1 to 128 letters, digits, blanks and `._:/=+@-`
   */
  public static text(key: string, options: MemoryMetadataOptions = {}): MemoryMetadata {
    return new MemoryMetadata(key, 'STRING', options, ['allowedValues'], ({ allowedValues }) =>
      allowedValues ? { stringValidation: { allowedValues } } : undefined,
    );
  }

  /**
   * A list of texts.
   *
   * @param key 1 to 128 letters, digits, blanks and `._:/=+@-`
   */
  public static textList(key: string, options: MemoryMetadataOptions = {}): MemoryMetadata {
    return new MemoryMetadata(
      key,
      'STRINGLIST',
      options,
      ['allowedValues', 'maxItems'],
      ({ allowedValues, maxItems }) => ({
        stringListValidation: { allowedValues, maxItems },
      }),
    );
  }

  /**
   * A number.
   *
   * @param key 1 to 128 letters, digits, blanks and `._:/=+@-`
   */
  public static number(key: string, options: MemoryMetadataOptions = {}): MemoryMetadata {
    return new MemoryMetadata(key, 'NUMBER', options, ['min', 'max'], ({ min, max }) => ({
      numberValidation: { minValue: min, maxValue: max },
    }));
  }

  private constructor(
    /** Its name. */
    public readonly key: string,
    private readonly type: string,
    private readonly options: MemoryMetadataOptions,
    private readonly takes: Array<keyof Values>,
    private readonly validationOf: (values: Values) => CfnMemory.ValidationProperty | undefined,
  ) {}

  /** @internal */
  public _index(faults: Faults): CfnMemory.IndexedKeyProperty {
    const [idle] = Object.entries(this.options).filter(([, value]) => value !== undefined);
    if (idle) {
      faults.add(`indexedKeys: ${idle[0]} of "${this.key}" has no effect there: give it to the metadata of a strategy`);
    }
    return { key: this.key, type: this.type };
  }

  /** @internal */
  public _field(faults: Faults, strategy: string): CfnMemory.MetadataSchemaEntryProperty {
    const { definition, instruction, strictlyConsistent, ...values } = this.options;
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    const where = `strategies: the metadata "${this.key}" of "${strategy}"`;
    for (const [name] of given.filter(([option]) => !this.takes.includes(option as keyof Values))) {
      faults.add(`${where} takes no ${name}: it takes ${this.takes.join(' and ')}`);
    }
    if (definition === undefined && (given.length > 0 || instruction !== undefined)) {
      faults.add(`${where} must have a definition, by which the model that is instructed fills it in`);
    }
    return {
      key: this.key,
      type: this.type,
      extractionType:
        strictlyConsistent === undefined ? undefined : strictlyConsistent ? 'STRICTLY_CONSISTENT' : 'LLM_INFERRED',
      extractionConfig:
        definition === undefined
          ? undefined
          : {
              llmExtractionConfig: {
                definition,
                llmExtractionInstruction: instruction,
                validation: given.length > 0 ? this.validationOf(values) : undefined,
              },
            },
    };
  }
}
