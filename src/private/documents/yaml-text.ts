import {
  CORE_SCHEMA,
  constructFromEvents,
  EVENT_ID,
  type Event,
  mergeTag,
  parseEvents,
  YAML11_SCHEMA,
  YAMLException,
} from 'js-yaml';
import type { Path } from './findings';
import { MAX_LEVELS } from './nesting';
import { duplicateProblem, Lines, type Position, type SourceText, type TextProblem } from './source-text';
import { YamlPlaces } from './yaml-places';
import { problemOf } from './yaml-value';

/** YAML 1.2, with the merge keys that most tools accept. */
const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

/** The maximum number of merged keys: more than documents need, and less than what exhausts the memory. */
const MOST_MERGED = 200_000;

/** A YAML text, with merge keys. */
export class YamlText implements SourceText {
  public readonly value: unknown;
  public readonly problem?: TextProblem;
  private readonly lines: Lines;
  private readonly places: YamlPlaces;

  public constructor(text: string) {
    this.lines = new Lines(text);
    let events: Event[] = [];
    try {
      // The parser counts the document and the innermost scalar as levels. The value is checked exactly.
      events = parseEvents(text, { maxDepth: MAX_LEVELS + 2 });
      this.places = new YamlPlaces(text, events);
      const second = this.places.secondDocument;
      if (second !== undefined) {
        this.problem = { offset: second, message: 'must contain one YAML document. Remove the others.' };
        return;
      }
      const options = { source: text, schema: schemaOf(events), maxTotalMergeKeys: MOST_MERGED };
      this.value = constructFromEvents(events, options)[0] ?? null;
      this.problem = problemOf(this.value, text.length, this.places);
    } catch (error) {
      if (!(error instanceof YAMLException)) {
        throw error;
      }
      this.places = new YamlPlaces(text, events);
      this.problem = problemFrom(error, this.places);
    }
  }

  public get json(): string {
    return JSON.stringify(this.value) ?? '';
  }

  public positionOf(path: Path, offset = this.places.offsetOf(path)): Position {
    return this.lines.positionOf(offset);
  }
}

function schemaOf([document]: Event[]): typeof SCHEMA {
  const directives = document?.type === EVENT_ID.DOCUMENT ? document.directives : [];
  return directives.some((directive) => directive.kind === 'yaml' && directive.version === '1.1')
    ? YAML11_SCHEMA
    : SCHEMA;
}

/**
 * The messages that replace those of the parser, by the beginning of the message of the parser. `source` is the key,
 * alias or tag.
 */
const MESSAGES: ReadonlyArray<readonly [beginning: string, message: (source: string) => string]> = [
  ['nesting exceeded', () => `must not be nested more than ${MAX_LEVELS} levels deep`],
  ['duplicated mapping key', duplicateProblem],
  ['unidentified alias', (alias) => `must define the anchor of the alias *${alias}`],
  ['object-based map', () => 'must have keys that are strings, got a list or an object as a key'],
  ['unknown ', (tag) => `must not have the tag ${tag.slice(0, 80)}, because JSON has no such values. Remove the tag.`],
  ['cannot merge', () => 'must merge objects only. Refer to an object after "<<:"'],
  ['merge keys exceeded', () => `must not merge more than ${MOST_MERGED} keys`],
  ['abnormal merge', () => 'must not merge a list of more than 100 objects. Merge several lists, one after the other'],
];
const TAG = /^unknown \w+ tag !<(?:tag:yaml\.org,2002:(?<standard>.*)|(?<custom>.*))>/;

function problemFrom({ reason, mark }: YAMLException, places: YamlPlaces): TextProblem {
  const node = places.nodeAt(mark?.position ?? 0);
  const message = MESSAGES.find(([beginning]) => reason.startsWith(beginning))?.[1];
  const { standard, custom = `!!${standard}` } = TAG.exec(reason)?.groups ?? {};
  return {
    // The parser has no position of such a key.
    offset: reason.startsWith('object-based map') ? (places.complexKey ?? node.offset) : node.offset,
    message: message?.(TAG.test(reason) ? custom : node.source) ?? `must be valid YAML: ${reason.slice(0, 120)}`,
  };
}
