import type { CustomResourceOptions, Input, Output } from "@pulumi/pulumi";
import { DynamicResource } from "../dynamic/loader";

export interface FilesystemArgs {
  /** 1 to 60 letters, digits and hyphens, beginning with a letter. Another name is another, empty file system. */
  readonly name: Input<string>;
  /** Only hosts of this region can mount it. Another region is another, empty file system. */
  readonly region: Input<string>;
  /** Takes over the file system with this id. Default: the one with this name and region, else a new one. */
  readonly existingId?: Input<string>;
}

/** A file system at Lambda Cloud that outlives the hosts it is mounted on. Deleting it deletes its data: protect it. */
export class Filesystem extends DynamicResource {
  declare readonly name: Output<string>;
  declare readonly region: Output<string>;
  /** Where hosts find it, e.g. `/lambda/nfs/models`. */
  declare readonly mountPoint: Output<string>;

  constructor(name: string, args: FilesystemArgs, options?: CustomResourceOptions) {
    super("Filesystem", name, { ...args, mountPoint: undefined }, options);
  }
}
