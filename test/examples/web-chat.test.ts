/** The example web-chat: its page in Chromium, against the services on loopback. */
import type { Page } from 'playwright-core';
import { accessibilityProblems, chromiumPages, type OpenPage, type OpenPageOptions } from '../support/chromium';
import { testWith } from '../support/installed';
import { temporaryDirectories } from '../support/temporary';
import { errorOf, type StreamEvent, streamOf } from './agents/fake-deployment';
import { EMAIL, type FakeWebChat, fakeWebChat, HARNESS, slowAnswer } from './agents/fake-web-chat';

const CHROMIUM = 'chromium';
const SESSION_HEADER = 'x-amzn-bedrock-agentcore-runtime-session-id';
const CHECKED = 'Check your connection, and send the question again.';

const temporary = temporaryDirectories();
const openPage = chromiumPages();
let web: FakeWebChat;

beforeAll(async () => {
  web = await fakeWebChat(temporary());
});
afterAll(() => web.close());
beforeEach(() => {
  web.questions.length = 0;
  web.logins.length = 0;
});

const text = (...pieces: string[]): StreamEvent[] =>
  pieces.map((piece) => ({ contentBlockDelta: { contentBlockIndex: 0, delta: { text: piece } } }));
const tool = (name: string): StreamEvent => ({
  contentBlockStart: { contentBlockIndex: 1, start: { toolUse: { toolUseId: 't-1', name, type: 'tool_use' } } },
});
const stop = (stopReason: string): StreamEvent => ({ messageStop: { stopReason } });

async function signedIn(options?: OpenPageOptions): Promise<OpenPage> {
  const open = await openPage(options);
  await open.page.goto(web.url);
  await open.page.getByRole('button', { name: 'Sign in' }).click();
  await open.page.getByText(EMAIL).waitFor();
  return open;
}

async function ask(page: Page, question: string): Promise<void> {
  await page.getByLabel('Your question').fill(question);
  await page.getByRole('button', { name: 'Send' }).click();
}

const messages = (page: Page) => page.locator('.message').allTextContents();
const isDone = (page: Page) => page.locator('#messages[aria-busy=false]').waitFor();
const alertOf = (page: Page) => page.getByRole('alert').textContent();

describe('The sign-in', () => {
  testWith(
    CHROMIUM,
    'uses the authorization code flow with PKCE, and leaves neither code nor token behind',
    async () => {
      const { page, problems } = await signedIn();

      const [{ pathname, searchParams }, token] = web.logins;
      expect([pathname, token.pathname]).toEqual(['/oauth2/authorize', '/oauth2/token']);
      expect(Object.fromEntries(searchParams)).toEqual({
        response_type: 'code',
        client_id: 'the-client',
        redirect_uri: web.url,
        scope: 'openid email web-chat/ask',
        state: expect.stringMatching(/^[\w-]{43}$/),
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
        code_challenge_method: 'S256',
      });
      expect(page.url()).toBe(web.url);
      expect(await page.evaluate('[sessionStorage.length, localStorage.length, document.cookie]')).toEqual([0, 0, '']);
      expect(problems).toEqual([]);
    },
  );

  testWith(CHROMIUM, 'does not send requests before the user asks for them', async () => {
    const { page } = await openPage();
    await page.goto(web.url);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(web.logins).toEqual([]);
    expect(await page.getByLabel('Your question').isVisible()).toBe(false);
  });

  testWith(CHROMIUM, 'uses another state and another challenge each time', async () => {
    await signedIn();
    await signedIn();
    const values = web.logins.flatMap(({ searchParams }) =>
      ['state', 'code_challenge'].map((n) => searchParams.get(n)),
    );
    expect(new Set(values.filter(Boolean)).size).toBe(4);
  });

  testWith(CHROMIUM, 'rejects a code that this page did not ask for', async () => {
    const { page } = await openPage();
    await page.goto(`${web.url}?code=stolen&state=guessed`);
    await page.getByText('The sign-in was not started on this page. Sign in again.').waitFor();
    expect(web.logins).toEqual([]);
    expect(page.url()).toBe(web.url);
  });

  testWith(CHROMIUM, 'rejects another state than that of its attempt', async () => {
    web.rejectLogin('code=code-1&state=guessed');
    const { page } = await openPage();
    await page.goto(web.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The sign-in was not started on this page. Sign in again.').waitFor();
    expect(web.logins.map(({ pathname }) => pathname)).toEqual(['/oauth2/authorize']);
  });

  testWith(CHROMIUM, 'shows the reason of a rejection, and offers another attempt', async () => {
    web.rejectLogin('error=access_denied&error_description=User+is+disabled');
    const { page } = await openPage();
    await page.goto(web.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The sign-in failed: User is disabled.').waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(EMAIL).waitFor();
    expect(await alertOf(page)).toBe('');
  });

  testWith(CHROMIUM, 'ends at the managed login as well', async () => {
    const { page } = await signedIn();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    const { pathname, searchParams } = web.logins[web.logins.length - 1];
    expect(pathname).toBe('/logout');
    expect(Object.fromEntries(searchParams)).toEqual({ client_id: 'the-client', logout_uri: web.url });
  });
});

describe('A question', () => {
  testWith(
    CHROMIUM,
    'reaches the agent with the token and the session, and the answer grows as it arrives',
    async () => {
      const { page, problems } = await signedIn();
      const slow = slowAnswer();
      web.answer(slow.response);
      await ask(page, 'How much is 17 times 23?');

      slow.next({ messageStart: { role: 'assistant' } }, ...text('I calculate. '), tool('code_interpreter'));
      await page.getByText('The assistant uses code_interpreter …').waitFor();
      expect(await messages(page)).toEqual(['You: How much is 17 times 23?', 'Assistant: I calculate. ']);
      expect(await page.locator('#messages').getAttribute('aria-busy')).toBe('true');
      expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);

      slow.next(stop('tool_use'), stop('tool_result'), ...text('It is '));
      await page.getByText('It is').waitFor();
      expect((await messages(page))[2]).toBe('Assistant: It is ');
      slow.next(...text('391.'), stop('end_turn'));
      await page.getByText('It is 391.').waitFor();
      slow.end();
      await isDone(page);

      expect(await messages(page)).toHaveLength(3);
      const [{ method, path, headers, body }] = web.questions;
      expect([method, path]).toEqual(['POST', `/harnesses/invoke?harnessArn=${encodeURIComponent(HARNESS)}`]);
      expect(headers).toMatchObject({
        authorization: 'Bearer token-of-ada',
        'content-type': 'application/json',
        [SESSION_HEADER]: expect.stringMatching(/^[\da-f-]{36}$/),
      });
      expect(headers).not.toHaveProperty('origin');
      expect(JSON.parse(body.toString())).toEqual({
        messages: [{ role: 'user', content: [{ text: 'How much is 17 times 23?' }] }],
      });
      expect(problems).toEqual([]);
    },
  );

  testWith(CHROMIUM, 'belongs to the same session until the user starts a new conversation', async () => {
    const { page } = await signedIn();
    for (const question of ['One', 'Two', 'Three']) {
      web.answer(streamOf(...text('Yes.'), stop('end_turn')));
      if (question === 'Three') {
        await page.getByRole('button', { name: 'New conversation' }).click();
        expect(await messages(page)).toEqual([]);
      }
      await ask(page, question);
      await isDone(page);
    }
    const [one, two, three] = web.questions.map(({ headers }) => headers[SESSION_HEADER]);
    expect(one).toBe(two);
    expect(three).not.toBe(two);
  });

  testWith(CHROMIUM, 'is sent with Enter, and has a new line with Shift+Enter', async () => {
    const { page } = await signedIn();
    web.answer(streamOf(...text('Yes.'), stop('end_turn')));
    await page.getByLabel('Your question').pressSequentially('One');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('Two');
    await page.keyboard.press('Enter');
    await isDone(page);
    expect(JSON.parse(web.questions[0].body.toString()).messages[0].content).toEqual([{ text: 'One\nTwo' }]);
  });

  testWith(CHROMIUM, 'shows markup of the model as text', async () => {
    const { page, problems } = await signedIn();
    web.answer(streamOf(...text('<img src=x onerror="document.title=1">'), stop('end_turn')));
    await ask(page, 'Hello');
    await isDone(page);
    expect((await messages(page))[1]).toBe('Assistant: <img src=x onerror="document.title=1">');
    expect(problems).toEqual([]);
  });

  testWith(CHROMIUM, 'whose answer belongs to an old conversation is not shown in the new one', async () => {
    const { page } = await signedIn();
    const slow = slowAnswer();
    web.answer(slow.response);
    await ask(page, 'Old');
    slow.next(...text('An old '));
    await page.getByText('An old').waitFor();
    await page.getByRole('button', { name: 'New conversation' }).click();
    web.answer(streamOf(...text('New.'), stop('end_turn')));
    await ask(page, 'New');
    slow.next(...text('answer.'));
    slow.end();
    await page.getByText('New.').waitFor();
    expect(await messages(page)).toEqual(['You: New', 'Assistant: New.']);
  });
});

describe('A problem', () => {
  const EXPIRED = 'Your sign-in has expired. Sign in again to continue.';

  testWith(CHROMIUM, 'of the token asks the user to sign in again', async () => {
    const { page } = await signedIn();
    web.answer(errorOf('AccessDeniedException', 'Token has expired', 401));
    await ask(page, 'Hello');
    await page.getByText(EXPIRED).waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(EMAIL).waitFor();
    expect(await alertOf(page)).toBe('');
  });

  testWith(CHROMIUM, 'of the service is shown in words, and the question can be sent again', async () => {
    const { page } = await signedIn();
    const cases: Array<[string, number, string]> = [
      ['ThrottlingException', 429, 'The assistant is busy. Wait a moment, and send the question again.'],
      ['ServiceQuotaExceededException', 402, 'The assistant is busy. Wait a moment, and send the question again.'],
      ['AccessDeniedException', 403, 'You are not allowed to ask this assistant.'],
      ['InternalServerException', 500, 'The assistant does not work at the moment. Try again later.'],
    ];
    for (const [name, status, shown] of cases) {
      web.answer(errorOf(name, 'Internal details', status));
      await ask(page, 'Hello');
      await page.getByText(shown).waitFor();
      await isDone(page);
      expect(await page.getByLabel('Your question').inputValue()).toBe('Hello');
    }
    web.answer(streamOf(...text('Here I am.'), stop('end_turn')));
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Here I am.').waitFor();
    expect(await alertOf(page)).toBe('');
    expect(await page.content()).not.toContain('Internal details');
  });

  testWith(CHROMIUM, 'after the beginning of an answer retains the text that has arrived', async () => {
    const { page } = await signedIn();
    const slow = slowAnswer();
    web.answer(slow.response);
    await ask(page, 'Hello');
    slow.next(...text('So far'));
    await page.getByText('So far').waitFor();
    slow.end(new Error('the connection ends'));
    await page.getByText('The answer was interrupted. Send the question again.').waitFor();
    expect(await messages(page)).toEqual(['You: Hello', 'Assistant: So far']);
  });

  testWith(CHROMIUM, 'of the connection has its own words', async () => {
    const { page } = await signedIn();
    await page.context().setOffline(true);
    await ask(page, 'Hello');
    await page.getByText(CHECKED).waitFor();
    expect(web.questions).toEqual([]);
  });

  testWith(CHROMIUM, 'of the agent loop is shown below the answer, without the question', async () => {
    const { page } = await signedIn();
    web.answer(streamOf(...text('So far'), stop('max_iterations_exceeded')));
    await ask(page, 'Hello');
    await page.getByText('The assistant has reached its maximum number of steps.').waitFor();
    await isDone(page);
    expect(await page.getByLabel('Your question').inputValue()).toBe('');
  });
});

describe('The page', () => {
  const LAYOUTS: OpenPageOptions[] = [
    { colorScheme: 'light' },
    { colorScheme: 'dark' },
    { colorScheme: 'light', width: 320, height: 640 },
  ];

  testWith(CHROMIUM, 'is accessible in both color schemes, and on a narrow screen', async () => {
    for (const layout of LAYOUTS) {
      const { page, problems } = await openPage(layout);
      await page.goto(web.url);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);

      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText(EMAIL).waitFor();
      web.answer(streamOf(...text('Line\n'.repeat(80)), stop('max_tokens')));
      await ask(page, 'Count');
      await isDone(page);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(problems).toEqual([]);
    }
  });

  testWith(CHROMIUM, 'runs no code that is not in its files', async () => {
    const { page, problems } = await openPage();
    await page.goto(web.url);
    await page
      .evaluate(`{
      const script = document.createElement('script');
      script.append('document.title = "inline"');
      document.body.append(script);
    }`)
      .catch(() => undefined);
    expect(await page.title()).toBe('Assistant');
    expect(problems.join()).toMatch(/Content Security Policy|TrustedScript/);
  });
});
