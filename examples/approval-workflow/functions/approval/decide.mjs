// The person opens a link of the e-mail. Mail scanners open links as well, so only the button of the page decides.
import { SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { decisionOf } from './links.mjs';

const stepFunctions = new SFNClient();
const VERBS = { approved: 'Approve', rejected: 'Reject' };
/** Step Functions accepts a task token once, and not after the state has timed out. */
const USED = ['TaskTimedOut', 'TaskDoesNotExist'];

export async function handler({ rawQueryString, requestContext }) {
  const { method } = requestContext.http;
  const link = await decisionOf(rawQueryString);
  if (!link) {
    return page(403, 'This link is not valid.');
  }
  const { decision, subject, expires, token } = link;
  if (Date.now() >= Number(expires) * 1000) {
    return page(410, 'This link has expired.');
  }
  if (method !== 'POST') {
    const verb = VERBS[decision];
    return page(200, `${verb} ${subject}?`, `<form method="post"><button>${verb}</button></form>`);
  }
  try {
    await stepFunctions.send(
      new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify({ decision, decidedAt: new Date() }) }),
    );
  } catch (error) {
    if (USED.includes(error.name)) {
      return page(410, 'The decision has been made, or the time is over.');
    }
    throw error;
  }
  return page(200, `You have ${decision} ${subject}.`);
}

function page(statusCode, text, form = '') {
  return {
    statusCode,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body: `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Approval</title><h1>${escaped(text)}</h1>${form}</html>`,
  };
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
