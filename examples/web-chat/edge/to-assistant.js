/**
 * Sends each question to the assistant, with the session ID, the token and the body of the browser. The path and the
 * query string contain the ARN of the assistant. `app.ts` replaces the placeholder.
 */
const TARGET = '<path>'.split('?');

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it.
function handler(event) {
  const request = event.request;
  if (request.method !== 'POST') {
    return { statusCode: 405, statusDescription: 'Method Not Allowed', headers: { allow: { value: 'POST' } } };
  }
  request.uri = TARGET[0];
  request.querystring = TARGET[1] || '';
  // The origin of the page is not that of the assistant, and the request is not a CORS request.
  delete request.headers.origin;
  return request;
}
