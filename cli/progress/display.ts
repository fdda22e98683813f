import type { EngineEvent } from "@pulumi/pulumi/automation";
import { duration, paint } from "../terminal";
import { resourceLine } from "./lines";
import { advance, isChange, nothingYet, type Progress } from "./model";
import { treeLines } from "./tree";

/** Shows an operation while it runs. */
export interface Display {
  readonly onEvent: (event: EngineEvent) => void;
  /** Takes the moving part away and gives back what is known. */
  close(): Progress;
}

/** A live tree on a terminal, plain lines elsewhere. */
export function openDisplay(stream: NodeJS.WriteStream = process.stderr): Display {
  return stream.isTTY === true ? liveTree(stream) : plainLines(stream);
}

/** How often someone who waits hears of what is still going on. */
const STILL_WORKING_MS = 10_000;

function plainLines(stream: NodeJS.WriteStream): Display {
  let progress = nothingYet;
  const said = new Set<string>();
  const timer = setInterval(() => {
    const running = [...progress.resources.values()].filter(
      (resource) => resource.status === "running" && isChange(resource),
    );
    const names = running.map(({ name, message, startedAt }) => {
      return `${name} (${duration(Date.now() - startedAt)}${message === undefined ? "" : `, ${message}`})`;
    });
    if (names.length > 0) stream.write(`  still at work: ${names.join(", ")}\n`);
  }, STILL_WORKING_MS);
  return {
    onEvent: (event) => {
      progress = advance(progress, event, Date.now());
      const urn = event.resOutputsEvent?.metadata.urn ?? event.resOpFailedEvent?.metadata.urn;
      const resource = progress.resources.get(urn ?? "");
      if (resource !== undefined && isChange(resource)) stream.write(`  ${resourceLine(resource)}\n`);
      for (const note of progress.notes) if (!said.has(note)) stream.write(`  ${paint("dim", note, stream)}\n`);
      for (const note of progress.notes) said.add(note);
    },
    close: () => {
      clearInterval(timer);
      return progress;
    },
  };
}

function liveTree(stream: NodeJS.WriteStream): Display {
  let progress = nothingYet;
  let drawn = 0;
  const erase = () => {
    if (drawn > 0) stream.write(`\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  };
  const startedAt = Date.now();
  const draw = (footer: string[]) => {
    const lines = [...treeLines(progress, Date.now(), { columns: stream.columns, rows: stream.rows - 2 }), ...footer];
    erase();
    stream.write(lines.map((line) => `${line}\n`).join(""));
    drawn = lines.length;
  };
  // Also where nothing changes a person sees that something goes on.
  const count = () => `${progress.resources.size} resources, ${duration(Date.now() - startedAt)}`;
  const timer = setInterval(() => draw([paint("dim", `  ${count()}`, stream)]), 100);
  return {
    onEvent: (event) => {
      progress = advance(progress, event, Date.now());
    },
    close: () => {
      clearInterval(timer);
      draw([]);
      return progress;
    },
  };
}
