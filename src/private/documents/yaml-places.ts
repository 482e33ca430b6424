import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import type { Path } from './findings';

const QUOTED: readonly number[] = [SCALAR_STYLE.SINGLE_QUOTED, SCALAR_STYLE.DOUBLE_QUOTED];

/** A key with its value, or a list item. */
interface Member {
  /** The index of the event of the key, or of the item. */
  readonly label: number;
  readonly value: number;
}

/** The places of the values in a YAML text. They are searched only for errors and warnings. */
export class YamlPlaces {
  public constructor(
    private readonly text: string,
    private readonly events: readonly Event[],
  ) {}

  /** The offset of the second document, if there is one. */
  public get secondDocument(): number | undefined {
    const second = this.events.findIndex(({ type }, index) => index > 0 && type === EVENT_ID.DOCUMENT);
    if (second === -1) {
      return undefined;
    }
    const end = this.events.slice(0, second).reduce((offset, event) => Math.max(offset, endOf(event)), 0);
    const [first] = this.events;
    const isEmpty = end === 0 && first.type === EVENT_ID.DOCUMENT && first.explicitStart;
    const marker = (isEmpty ? /^---[\s\S]*?^(?=---)/m : /^(?=---)/m).exec(this.text.slice(end));
    return end + (marker ? marker.index + marker[0].length : 0);
  }

  /** The offset of the first key that is a list or an object, if there is one. */
  public get complexKey(): number | undefined {
    const open: Array<{ readonly isMap: boolean; members: number }> = [];
    for (const event of this.events) {
      if (event.type === EVENT_ID.POP) {
        open.pop();
        continue;
      }
      const parent = open.at(-1);
      const isKey = parent?.isMap && parent.members % 2 === 0;
      if (parent) {
        parent.members++;
      }
      if (event.type !== EVENT_ID.SCALAR && event.type !== EVENT_ID.ALIAS) {
        if (isKey) {
          return startOf(event);
        }
        open.push({ isMap: event.type === EVENT_ID.MAPPING, members: 0 });
      }
    }
    return undefined;
  }

  /** The offset of a key or list item, or of the closest value around it. */
  public offsetOf(path: Path): number {
    return this.search(path).offset;
  }

  /** The offset of a value, or of the closest value around it. */
  public valueOffsetOf(path: Path): number {
    const { offset, value } = this.search(path);
    return startOf(this.events[value]) ?? offset;
  }

  /** The text of a scalar as it is written, such as `.nan`, or the name of an alias. */
  public sourceOf(path: Path): string {
    return this.written(this.events[this.search(path).value]);
  }

  /**
   * The scalar, or the name of the alias, to which the parser refers by an offset, and where it begins: with its tag, the
   * quote of a scalar, or the asterisk of an alias.
   */
  public nodeAt(offset: number): { readonly offset: number; readonly source: string } {
    const event = this.events.find((other) => beginsAt(other, offset));
    const source = event?.type === EVENT_ID.SCALAR ? getScalarValue(this.text, event) : this.written(event);
    const isTag = this.text[offset] === '!';
    return { offset: isTag ? offset : (startOf(event) ?? offset), source };
  }

  private written(event: Event | undefined): string {
    if (event?.type === EVENT_ID.SCALAR) {
      return this.text.slice(event.valueStart, event.valueEnd);
    }
    return event?.type === EVENT_ID.ALIAS ? this.text.slice(event.anchorStart, event.anchorEnd) : '';
  }

  private search(path: Path): { readonly offset: number; readonly value: number } {
    let value = 1;
    let offset = startOf(this.events[value]) ?? 0;
    for (const step of path) {
      const member = this.memberOf(this.anchored(value), step);
      if (!member) {
        break;
      }
      value = member.value;
      offset = startOf(this.events[member.label]) ?? offset;
    }
    return { offset, value };
  }

  private memberOf(parent: number, step: string | number): Member | undefined {
    const isMap = this.events[parent]?.type === EVENT_ID.MAPPING;
    if (!isMap && this.events[parent]?.type !== EVENT_ID.SEQUENCE) {
      return undefined;
    }
    let item = 0;
    for (let label = parent + 1; this.events[label].type !== EVENT_ID.POP; item++) {
      const value = isMap ? this.after(label) : label;
      if (isMap ? this.keyAt(label) === String(step) : item === step) {
        return { label, value };
      }
      label = this.after(value);
    }
    return undefined;
  }

  private keyAt(index: number): string | undefined {
    const key = this.events[this.anchored(index)];
    return key?.type === EVENT_ID.SCALAR ? getScalarValue(this.text, key) : undefined;
  }

  /** The index of the event after a node. */
  private after(node: number): number {
    let depth = 0;
    let index = node;
    do {
      const { type } = this.events[index];
      depth += type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE ? 1 : type === EVENT_ID.POP ? -1 : 0;
      index++;
    } while (depth > 0);
    return index;
  }

  /** The index of the node that an alias refers to. Another node refers to itself. */
  private anchored(index: number): number {
    const alias = this.events[index];
    if (alias?.type !== EVENT_ID.ALIAS) {
      return index;
    }
    const name = this.written(alias);
    return this.events
      .slice(0, index)
      .map((event) => this.anchorOf(event))
      .lastIndexOf(name);
  }

  private anchorOf(event: Event): string | undefined {
    return event.type !== EVENT_ID.ALIAS && 'anchorStart' in event
      ? this.text.slice(event.anchorStart, event.anchorEnd)
      : undefined;
  }
}

/** Whether the parser reports an event at an offset: at that of its tag, its anchor or its value. */
function beginsAt(event: Event, offset: number): boolean {
  return ['tagStart', 'anchorStart', 'valueStart'].some((start) => (event as never)[start] === offset);
}

/** The offset of an event, unless it is an empty value. */
function startOf(event: Event | undefined): number | undefined {
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      return event.valueStart === -1 ? undefined : event.valueStart - (QUOTED.includes(event.style) ? 1 : 0);
    case EVENT_ID.ALIAS:
      return event.anchorStart - 1;
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return event.start;
    default:
      return undefined;
  }
}

function endOf(event: Event): number {
  switch (event.type) {
    case EVENT_ID.SCALAR:
      return event.valueEnd;
    case EVENT_ID.ALIAS:
      return event.anchorEnd;
    default:
      return 0;
  }
}
