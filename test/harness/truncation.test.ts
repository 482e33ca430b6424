import { CfnParameter } from 'aws-cdk-lib/core';
import { Truncation } from '../../src';
import { render } from '../support/rendered';

const truncatedBy = (truncation: Truncation) => render(() => ({ truncation })).properties.Truncation;

test('A sliding window is the default, without a configuration.', () => {
  expect(render().properties.Truncation).toEqual({ Strategy: 'sliding_window' });
  expect(truncatedBy(Truncation.slidingWindow())).toEqual({ Strategy: 'sliding_window' });
});

test('A sliding window renders the number of messages.', () => {
  expect(truncatedBy(Truncation.slidingWindow({ messagesCount: 40 }))).toEqual({
    Strategy: 'sliding_window',
    Config: { SlidingWindow: { MessagesCount: 40 } },
  });
});

test('Summarization has no configuration by default.', () => {
  expect(truncatedBy(Truncation.summarization())).toEqual({ Strategy: 'summarization' });
});

test('Summarization renders its options, also ratios of 0 and 1.', () => {
  const options = { summaryRatio: 0, preserveRecentMessages: 0, systemPrompt: 'Be brief.' };
  expect(truncatedBy(Truncation.summarization(options))).toEqual({
    Strategy: 'summarization',
    Config: {
      Summarization: { SummaryRatio: 0, PreserveRecentMessages: 0, SummarizationSystemPrompt: 'Be brief.' },
    },
  });
});

test('Truncation.none renders no configuration.', () => {
  expect(truncatedBy(Truncation.none())).toEqual({ Strategy: 'none' });
});

test('A number that is a token is rendered unchanged.', () => {
  const { properties } = render((stack) => {
    const messagesCount = new CfnParameter(stack, 'Count', { type: 'Number' }).valueAsNumber;
    return { truncation: Truncation.slidingWindow({ messagesCount }) };
  });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how these tests write a Ref
  expect(properties).toHaveProperty('Truncation.Config.SlidingWindow.MessagesCount', '${Count}');
});

test('A fraction of a message is rejected.', () => {
  expect(() => truncatedBy(Truncation.slidingWindow({ messagesCount: 1.5 }))).toThrow(
    /truncation\.messagesCount must be a whole number, got 1\.5/,
  );
});
