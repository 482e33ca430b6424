/** Agents as processes, started as the service starts them, with only the given environment. */
import { type ChildProcess, spawn } from 'node:child_process';

export interface AgentStart {
  /** The folder with the code. */
  readonly code: string;
  /** The entry point of the agent. */
  readonly entry?: string;
  /** The complete environment of the process. */
  readonly environment: Record<string, string>;
  /** Matches the output that the agent prints when it listens. The first group is the port. */
  readonly listening?: RegExp;
}

export interface AgentProcess {
  /** The host and port of the agent: `127.0.0.1` and the port. */
  readonly host: string;
  /** The complete output of the process. */
  readonly output: () => string;
  /** Kills the process. */
  readonly stop: () => Promise<void>;
}

/** The environment that the platform adds to that of the template. With port 0, the system chooses the port. */
export const PLATFORM = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'a-key-of-no-account',
  // Disables other credential sources, and retries that take longer than a test.
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  PORT: '0',
};

const LISTENING = /https?:\/\/(?:127\.0\.0\.1|0\.0\.0\.0|localhost|\[::1?\]):([1-9]\d*)/;
const LONGEST_START = 30_000;

/** Starts agents, and stops them after the last test of the file. */
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
