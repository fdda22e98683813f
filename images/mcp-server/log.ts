/** One event as a line of JSON on standard output, where the cluster's log collector reads it. Never a credential. */
export type Log = (
  level: "info" | "warn" | "error",
  message: string,
  details?: Readonly<Record<string, unknown>>,
) => void;

/** Of one server: each line carries its name and the time. */
export function jsonLog(server: string, write: (line: string) => void): Log {
  return (level, message, details = {}) => {
    write(`${JSON.stringify({ time: new Date().toISOString(), level, server, message, ...details })}\n`);
  };
}
