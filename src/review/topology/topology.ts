import type { AccessIndex } from '../access';
import type { Agent, ReviewContext } from '../context';
import type { Topology } from '../model';
import { drawAgent } from './agent-node';
import { drawCallers } from './callers';
import { drawData } from './data';
import { Picture } from './picture';
import { drawTools } from './tools';

/** The picture of an agent: who calls it, what it uses, and where its data is. */
export function topologyOf(context: ReviewContext, access: AccessIndex, agent: Agent): Topology {
  const picture = new Picture();
  drawAgent(picture, context, agent);
  drawCallers(picture, context, access, agent);
  drawData(picture, context, agent);
  drawTools(picture, context, agent);
  return picture.topology();
}
