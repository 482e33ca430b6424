/** No message contains a long text of the user in full. */
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import { STRING_ROWS } from '../support/fixtures/strings';
import { ACCOUNT, messageOf, REGION } from '../support/helpers';

/** Messages that list valid values are longer than others. */
const LONGEST = 700;
const WORD = 'x'.repeat(20_000);
const TEXTS = [
  WORD,
  `/${WORD}*`,
  `https://${WORD}`,
  `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}:runtime/${WORD}`,
  `_${WORD}{ x`,
];
/** aws-cdk-lib rejects the ARN as a dimension of a metric. */
const OF_CDK = /^Dimension value must be/;

test.each(Object.entries(STRING_ROWS))('%s', (_, use) => {
  for (const text of TEXTS) {
    const stack = new Stack(new App({ analyticsReporting: false }), 'Test', {
      env: { account: ACCOUNT, region: REGION },
    });
    const error = messageOf(() => use(stack, text));
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
    const lines = [error, ...warnings.map(({ entry }) => String(entry.data))].flatMap((message) => message.split('\n'));
    expect(
      lines
        .filter((line) => line.length > LONGEST && !OF_CDK.test(line))
        .map((line) => `${line.slice(0, 150)} (${line.length})`),
    ).toEqual([]);
  }
});
