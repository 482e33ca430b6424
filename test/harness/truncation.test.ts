import { CfnParameter } from 'aws-cdk-lib/core';
import { Truncation } from '../../src';
import { render } from '../support/rendered';

const truncatedBy = (truncation: Truncation) => render(() => ({ truncation })).properties.Truncation;

test('A sliding window is the default, and says nothing that the service does not.', () => {
  expect(render().properties.Truncation).toEqual({ Strategy: 'sliding_window' });
  expect(truncatedBy(Truncation.slidingWindow())).toEqual({ Strategy: 'sliding_window' });
});

test('A sliding window is as long as it was asked for.', () => {
  expect(truncatedBy(Truncation.slidingWindow({ messagesCount: 40 }))).toEqual({
    Strategy: 'sliding_window',
    Config: { SlidingWindow: { MessagesCount: 40 } },
  });
});

test('A summary is the service’s own unless told otherwise.', () => {
  expect(truncatedBy(Truncation.summarization())).toEqual({ Strategy: 'summarization' });
});

test('A summary is made as it was asked for, also of nothing and of everything.', () => {
  const options = { summaryRatio: 0, preserveRecentMessages: 0, systemPrompt: 'Be brief.' };
  expect(truncatedBy(Truncation.summarization(options))).toEqual({
    Strategy: 'summarization',
    Config: {
      Summarization: { SummaryRatio: 0, PreserveRecentMessages: 0, SummarizationSystemPrompt: 'Be brief.' },
    },
  });
});

test('No truncation has no configuration.', () => {
  expect(truncatedBy(Truncation.none())).toEqual({ Strategy: 'none' });
});

test('A number that is not known at synth is passed on.', () => {
  const { properties } = render((stack) => {
    const messagesCount = new CfnParameter(stack, 'Count', { type: 'Number' }).valueAsNumber;
    return { truncation: Truncation.slidingWindow({ messagesCount }) };
  });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how these tests write a Ref
  expect(properties).toHaveProperty('Truncation.Config.SlidingWindow.MessagesCount', '${Count}');
});

test('Half a message is none.', () => {
  expect(() => truncatedBy(Truncation.slidingWindow({ messagesCount: 1.5 }))).toThrow(
    /truncation\.messagesCount must be a whole number, got 1\.5/,
  );
});
