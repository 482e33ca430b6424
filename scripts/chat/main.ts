/**
 * Chats with the agent of a deployed example:
 *
 *   npm run chat -- <example> [--user <name>] [--session <id>]
 */
import { chat } from './chat';
import { oneLine } from './conversation';
import { Terminal } from './terminal';

const terminal = new Terminal(process.stdin, process.stdout);
chat(process.argv.slice(2), terminal)
  .catch((error) => {
    console.error(oneLine(error));
    process.exitCode = 1;
  })
  .finally(() => terminal.close());
