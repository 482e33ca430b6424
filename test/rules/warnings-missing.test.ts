import { Role } from 'aws-cdk-lib/aws-iam';
import { Authorizer, MemoryStore, Skill, Tool } from '../../src';
import { harnessIn, runtimeIn } from '../support/helpers';
import { testWarnings, type Warning } from '../support/warnings';
import { having } from './warnings-fixtures';

/** The value of an environment variable that is not set. */
const { UNSET_IN_THIS_TEST: unset } = process.env;
const DISCOVERY = '/.well-known/openid-configuration';

const MISSING: Warning[] = [
  {
    id: 'missingValueenvironment.TABLE',
    when: 'an environment variable is the text of a missing value',
    warns: having({ environment: { TABLE: `${unset}` } }),
    message:
      /^environment\.TABLE contains "undefined", so a value that the app inserts into the text is probably missing or not a text\. Insert a text, for example of an environment variable that is set, or acknowledge the warning\./,
    not: 'the environment variable is empty or contains the word',
    silent: having({ environment: { TABLE: '', HINT: 'Report undefined results as NaN.', MODE: 'allow-undefineds' } }),
  },
  {
    id: 'missingValuesystemPrompt',
    when: 'the system prompt contains the text of an object',
    warns: having({ systemPrompt: `Orders: ${{ a: 1 }}` }),
    message: /^systemPrompt contains "\[object Object\]",/,
    not: 'the system prompt speaks of objects and undefined values',
    silent: having({ systemPrompt: 'An [object] has no undefined values.' }),
  },
  {
    id: 'missingValuetools[0].url',
    when: 'the host of an MCP server is missing',
    warns: having({ tools: [Tool.remoteMcp('docs', `https://${unset}.example.com/mcp`)] }),
    message: /^tools\[0\]\.url contains "undefined",/,
    not: 'the URL has no missing part',
    silent: having({ tools: [Tool.remoteMcp('docs', 'https://docs.example.com/undefinedness')] }),
  },
  {
    id: 'missingValueauthorizer.discoveryUrl',
    when: 'a part of the discovery URL is missing',
    warns: having({ authorizer: Authorizer.jwt(`https://example.com/${unset}${DISCOVERY}`, { clients: ['web'] }) }),
    message: /^authorizer\.discoveryUrl contains "undefined",/,
    not: 'the discovery URL is complete',
    silent: having({ authorizer: Authorizer.jwt(`https://example.com${DISCOVERY}`, { clients: ['web'] }) }),
  },
  {
    id: 'missingValuerole',
    when: 'the name of an imported role is missing',
    warns: (stack) => runtimeIn(stack, { role: Role.fromRoleName(stack, 'Given', `${unset}`) }),
    message: /^role contains "undefined",/,
    not: 'the role has a name',
    silent: (stack) => runtimeIn(stack, { role: Role.fromRoleName(stack, 'Given', 'agents') }),
  },
  {
    id: 'missingValueharnessName',
    when: 'a part of a name is missing',
    warns: having({ harnessName: `desk_${unset}` }),
    message: /^harnessName contains "undefined",/,
    not: 'the name is complete',
    silent: having({ harnessName: 'desk_prod' }),
  },
  {
    id: 'missingValuedescription',
    when: 'a description consists of an invalid number',
    warns: (stack) => new MemoryStore(stack, 'Memory', { description: `${Number(unset)}` }),
    message: /^description contains "NaN",/,
    not: 'the description is prose',
    silent: (stack) => new MemoryStore(stack, 'Memory', { description: 'NaN values' }),
  },
  {
    id: 'missingValueskills[0].path',
    when: 'a part of the path of a skill is missing',
    warns: having({ skills: [Skill.fromPath(`/mnt/${unset}/triage`)] }),
    message: /^skills\[0\]\.path contains "undefined",/,
    not: 'the path is complete',
    silent: (stack) => harnessIn(stack, { skills: [Skill.fromPath('/mnt/data/triage')] }),
  },
];

testWarnings(MISSING);
