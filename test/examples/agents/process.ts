/** Agents as processes: started as the service starts them, with the environment that is given and no other. */
import { type ChildProcess, spawn } from 'node:child_process';

export interface AgentStart {
  /** The folder with the code. */
  readonly code: string;
  /** The file that starts it. */
  readonly entry?: string;
  /** All of its environment. */
  readonly environment: Record<string, string>;
  /** What it says when it listens: the first group is the port, which the system chose. */
  readonly listening?: RegExp;
}

export interface AgentProcess {
  /** Where it answers: `127.0.0.1` and its port. */
  readonly host: string;
  /** All that it has said. */
  readonly output: () => string;
  /** Ends it, whatever it is doing. */
  readonly stop: () => Promise<void>;
}

/** What the platform gives beside the environment of the template; a port of 0 is the system's to choose. */
export const PLATFORM = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'a-key-of-no-account',
  // No look for credentials elsewhere, and no retry that waits longer than a test does.
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  PORT: '0',
};

const LISTENING = /https?:\/\/(?:127\.0\.0\.1|0\.0\.0\.0|localhost|\[::1?\]):([1-9]\d*)/;
const LONGEST_START = 30_000;

/** Starts agents, and ends them with the last test of the file. */
export function agentProcesses(): (start: AgentStart) => Promise<AgentProcess> {
  const started: AgentProcess[] = [];
  afterAll(() => Promise.all(started.map(({ stop }) => stop())));
  return async (start) => {
    const child = spawn(process.execPath, [start.entry ?? 'main.js'], {
      cwd: start.code,
      env: start.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const agent = new Spawned(child, start.listening ?? LISTENING);
    started.push(agent);
    await agent.ready;
    return agent;
  };
}

class Spawned implements AgentProcess {
  public readonly ready: Promise<void>;
  private readonly gone: Promise<void>;
  private said = '';
  private port?: string;

  public constructor(
    private readonly child: ChildProcess,
    listening: RegExp,
  ) {
    this.gone = new Promise((resolve) => child.once('exit', () => resolve()));
    this.ready = new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the agent does not listen:\n${this.said}`)), LONGEST_START);
      const hear = (text: Buffer) => {
        this.said += text.toString();
        this.port ??= listening.exec(this.said)?.[1];
        if (this.port) {
          clearTimeout(late);
          resolve();
        }
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.once('error', reject);
      child.once('close', () => {
        clearTimeout(late);
        reject(new Error(`the agent ended:\n${this.said}`));
      });
    });
  }

  public get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  public readonly output = (): string => this.said;

  public readonly stop = async (): Promise<void> => {
    this.child.kill('SIGKILL');
    await this.gone;
  };
}
