import { ask } from './assistant';
import { Problem } from './problem';
import { type Config, signedInUser, signIn, signOut, type User } from './sign-in';

function element<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

const account = element('account');
const welcome = element('welcome');
const messages = element('messages');
const status = element('status');
const problem = element('problem');
const form = element<HTMLFormElement>('form');
const question = element<HTMLTextAreaElement>('question');
const send = element<HTMLButtonElement>('send');

let user: User | undefined;
let sessionId = crypto.randomUUID();

function showUser(): void {
  const isSignedIn = user !== undefined;
  element('user').textContent = user?.email ?? '';
  for (const part of [account, form]) {
    part.hidden = !isSignedIn;
  }
  messages.hidden = !isSignedIn && messages.childElementCount === 0;
  welcome.hidden = isSignedIn;
}

function showProblem(error: unknown): void {
  if (!(error instanceof Problem)) {
    console.error(error);
  }
  problem.textContent = error instanceof Problem ? error.message : 'The page does not work. Reload it.';
  if (error instanceof Problem && error.needsSignIn) {
    user = undefined;
    showUser();
  }
}

function addMessage(kind: 'question' | 'answer', author: string): Text {
  const text = document.createTextNode('');
  const name = document.createElement('span');
  name.className = 'author';
  name.textContent = `${author}: `;
  const message = document.createElement('p');
  message.className = `message ${kind}`;
  message.append(name, text);
  messages.append(message);
  return text;
}

/** Follows the answer, unless the user has scrolled up to read. */
function append(text: Text, more: string): void {
  const isAtEnd = messages.scrollHeight - messages.scrollTop - messages.clientHeight < 40;
  text.appendData(more);
  if (isAtEnd) {
    messages.scrollTop = messages.scrollHeight;
  }
}

/** Screen readers announce the answer when it is complete, and not after each word. */
function setBusy(isBusy: boolean): void {
  messages.setAttribute('aria-busy', String(isBusy));
  send.disabled = isBusy;
  status.textContent = isBusy ? 'The assistant is thinking …' : '';
}

async function answer(asked: string, accessToken: string): Promise<void> {
  const ofSession = sessionId;
  problem.textContent = '';
  append(addMessage('question', 'You'), asked);
  question.value = '';
  setBusy(true);
  let text: Text | undefined;
  try {
    for await (const part of ask('/ask', asked, { sessionId: ofSession, accessToken })) {
      if (ofSession !== sessionId) {
        return;
      }
      if ('tool' in part) {
        status.textContent = `The assistant uses ${part.tool} …`;
        text = undefined;
      } else if ('stopped' in part) {
        problem.textContent = part.stopped;
      } else {
        status.textContent = 'The assistant is answering …';
        text ??= addMessage('answer', 'Assistant');
        append(text, part.text);
      }
    }
  } catch (error) {
    if (ofSession === sessionId) {
      question.value ||= asked;
      showProblem(error);
    }
  } finally {
    if (ofSession === sessionId) {
      setBusy(false);
      question.focus();
    }
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const asked = question.value.trim();
  if (user && asked !== '' && !send.disabled) {
    void answer(asked, user.accessToken);
  }
});
question.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
element('restart').addEventListener('click', () => {
  sessionId = crypto.randomUUID();
  messages.replaceChildren();
  problem.textContent = '';
  setBusy(false);
  question.focus();
});

async function start(): Promise<void> {
  const config: Config = await (await fetch('config.json')).json();
  element('sign-in').addEventListener('click', () => void signIn(config).catch(showProblem));
  element('sign-out').addEventListener('click', () => signOut(config));
  try {
    user = await signedInUser(config);
  } finally {
    showUser();
  }
  question.focus();
}

start().catch(showProblem);
