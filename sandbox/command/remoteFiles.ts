import { posix } from "node:path";
import { promisify } from "node:util";
import { type Client, type SFTPWrapper, utils } from "ssh2";

const { NO_SUCH_FILE } = utils.sftp.STATUS_CODE;

/** A host's files, over SFTP. */
export class RemoteFiles {
  private constructor(private readonly sftp: SFTPWrapper) {}

  static async over(client: Client): Promise<RemoteFiles> {
    return new RemoteFiles(await promisify(client.sftp.bind(client) as (done: Done<SFTPWrapper>) => void)());
  }

  /** What is at a path; undefined: nothing. */
  async kindOf(path: string): Promise<"file" | "folder" | undefined> {
    return await new Promise((resolve, reject) => {
      this.sftp.stat(path, (error, stats) => {
        if (error === undefined) resolve(stats.isDirectory() ? "folder" : "file");
        else if ("code" in error && error.code === NO_SUCH_FILE) resolve(undefined);
        else reject(new Error(`can't look at ${path} on the host: ${error.message}`));
      });
    });
  }

  /** With every folder on the way. */
  async makeFolder(path: string): Promise<void> {
    if (path === "." || path === "/" || path === "") return;
    const there = await this.kindOf(path);
    if (there === "file") throw new Error(`${path} on the host is a file, but a folder is needed there.`);
    if (there === "folder") return;
    await this.makeFolder(posix.dirname(path));
    await this.#done(`make the folder ${path}`, (done) => this.sftp.mkdir(path, done));
  }

  async write(path: string, content: Uint8Array): Promise<void> {
    await this.#done(`write ${path}`, (done) => this.sftp.writeFile(path, Buffer.from(content), done));
  }

  #done(what: string, work: (done: Done<void>) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      work((error) => (error ? reject(new Error(`can't ${what} on the host: ${error.message}`)) : resolve()));
    });
  }
}

type Done<T> = (error: Error | null | undefined, value: T) => void;
