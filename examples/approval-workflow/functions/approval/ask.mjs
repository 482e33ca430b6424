// The workflow invokes this function with a task token, and waits until the person decides.
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { linkOf } from './links.mjs';

const sns = new SNSClient();

export async function handler({ token, order, advice }) {
  const seconds = Number(process.env.SECONDS_TO_DECIDE);
  const subject = `the refund of ${order.amount} euros for the order ${order.orderId}`;
  const expires = String(Math.floor(Date.now() / 1000) + seconds);
  const [approve, reject] = await Promise.all(
    ['approved', 'rejected'].map((decision) => linkOf({ decision, subject, expires, token })),
  );
  await sns.send(
    new PublishCommand({
      TopicArn: process.env.TOPIC_ARN,
      Subject: 'A refund needs your decision',
      Message: [
        `Please decide about ${subject}.`,
        `The customer says:\n${quoted(order.reason)}`,
        `The agent says:\n${quoted(advice)}`,
        `To approve:\n${approve}`,
        `To reject:\n${reject}`,
        'The links are valid for one decision, and open a page that asks you to confirm.',
      ].join('\n\n'),
    }),
  );
}

/** Marks each line, so a text with links cannot pass for the links of this mail. */
function quoted(text) {
  return text.replace(/^/gm, '> ');
}
