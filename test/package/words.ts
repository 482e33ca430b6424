/** Words that readers of technical documentation do not expect, and what to write instead. */

export interface Word {
  /** Matches a sentence that contains the word. Sentences are matched one by one. */
  readonly pattern: RegExp;
  readonly instead: string;
  /** A sentence that must be rejected, and a similar one that must not. */
  readonly wrong: string;
  readonly right: string;
}

/** A sentence in which a word has its usual meaning. */
export interface Exception {
  /** A part of the sentence. */
  readonly text: string;
  readonly reason: string;
}

/** The files and folders that are checked. Add a folder when its text is rewritten. */
export const CHECKED = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'docs',
  'examples',
  'src/harness',
  'src/memory',
  'src/agent',
  'src/identity',
  'src/gateway',
  'src/index.ts',
  'src/runtime',
  'src/callers',
  'src/review',
  'src/private',
  'scripts',
  'test',
  'projenrc',
  'rosetta',
  'bench',
];

export const WORDS: Word[] = [
  {
    pattern: /\bmade (?:elsewhere|here)\b/i,
    instead: 'imported; defined in this app',
    wrong: 'A harness that was made elsewhere.',
    right: 'An imported harness.',
  },
  {
    pattern: /\bof (?:its|your|their|our) own\b|\bof (?:yours|ours|theirs|the service's)\b/i,
    instead: 'a dedicated …, a custom …, your …, the managed …',
    wrong: 'A memory of your own.',
    right: 'Your memory.',
  },
  {
    pattern: /^(?:At )?most \w+ (?:of|that|a|an) /i,
    instead: 'the maximum number of …',
    wrong: 'Most tokens of one answer.',
    right: 'Most models accept 64 characters.',
  },
  {
    pattern: /\brefus(?:e|es|ed|al|ing)\b/i,
    instead: 'reject',
    wrong: 'It is refused at synth.',
    right: 'It is rejected at synth.',
  },
  {
    pattern: /\bfault(?:s|y)?\b/i,
    instead: 'error, validation error',
    wrong: 'All faults are collected.',
    right: 'The default is 15 minutes.',
  },
  {
    pattern: /\bmend(?:s|ed|ing)?\b/i,
    instead: 'fix',
    wrong: 'Mend the cause.',
    right: 'Amend the commit. We recommend it.',
  },
  {
    pattern: /\bways? out\b/i,
    instead: 'fix, remedy, hint; internet egress',
    wrong: 'A subnet with a way out.',
    right: 'A subnet with internet egress.',
  },
  {
    pattern: /\baskers?\b|\bwish(?:es|ed)?\b/i,
    instead: 'feature, caller; request',
    wrong: 'Two wishes are circular.',
    right: 'Two requests are circular.',
  },
  {
    pattern: /\bto be had\b|\b(?:knows?|says?|said) nothing (?:of|about)\b/i,
    instead: 'is not supported, does not include, does not specify',
    wrong: 'It is not to be had on a Harness.',
    right: 'It is not supported on a Harness.',
  },
  {
    pattern: /\b(?:tells|told|hears?|heard)\b/i,
    instead: 'publishes, is notified, specifies',
    wrong: 'The topic is told.',
    right: 'The topic is notified.',
  },
  {
    pattern: /\b(?:goes|stays)\b/i,
    instead: 'is deleted, is sent; is retained, remains',
    wrong: 'The memory goes with the harness.',
    right: 'The memory is deleted with the harness.',
  },
  {
    pattern: /\b(?:makes?|is) another one\b/i,
    instead: 'replaces the resource',
    wrong: 'Another name makes another one.',
    right: 'Use another one.',
  },
  {
    pattern: /\b(?:holds|keeps)\b/i,
    instead: 'stores, retains, contains, validates against',
    wrong: 'A secret holds the key.',
    right: 'A secret contains the key.',
  },
  {
    pattern: /^(?:What|Who)\b(?!.*\?)|\bwho(?:m)?ever\b|\bwhat (?:\S+ ){0,4}may\b/i,
    instead: 'a noun',
    wrong: 'What the model is called.',
    right: 'What is the model called?',
  },
  {
    pattern: /\blest\b|[,;:] for (?:it|they|nobody|there|that|as) |\bso that [^.]*\bmay\b/i,
    instead: 'because; so',
    wrong: 'It is denied, for it cannot be limited.',
    right: 'It is denied, because it cannot be limited.',
  },
  {
    pattern:
      /\b(?:shall|thereby|hereby|henceforth|thereof|therein)\b|\b(?:that|which|who) (?:is|are|was|were) there\b/i,
    instead: 'will, must, or nothing',
    wrong: 'The role must be one that is there.',
    right: 'The role must exist, and there is only one.',
  },
  {
    pattern: /\bfound by\b/i,
    instead: 'the environment variable `X` contains …',
    wrong: 'The variable by which it is found by the code.',
    right: 'The environment variable contains the ID.',
  },
];

export const EXCEPTIONS: Exception[] = [
  { text: 'what the shops call', reason: 'it is a description in a released template' },
  { text: 'what is tried before', reason: 'it is a description in a released template' },
  { text: 'what it is about.', reason: 'it is a definition in a released template' },
  { text: 'hook · told', reason: 'it is the name of a hook in a released template' },
  { text: 'topic told', reason: 'it is the name of a topic in a released template' },
  { text: 'approve-function told > topic', reason: 'it is the name of a hook in a released template' },
  { text: 'hook · after invocation: told', reason: 'it is the name of a hook in a released template' },
  { text: 'what happens ', reason: 'aws-cdk-lib describes removal policies and defaults in these words' },
  {
    text: 'a retained resource keeps its name',
    reason: 'it is about the resource, which has the name before and after',
  },
  { text: 'the old memory keeps its name', reason: 'it is about the resource, which has the name before and after' },
];
