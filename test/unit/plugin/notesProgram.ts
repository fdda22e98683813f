import * as pulumi from "@pulumi/pulumi";

/** A note in a program, as an SDK would declare it. */
export class Note extends pulumi.CustomResource {
  declare readonly revision: pulumi.Output<number>;
  declare readonly account: pulumi.Output<string>;

  constructor(name: string, inputs: pulumi.Inputs, options?: pulumi.CustomResourceOptions) {
    const outputs = { revision: undefined, token: undefined, account: undefined };
    super("notes:index/note:Note", name, { ...outputs, ...inputs }, options);
  }
}

/** An explicit provider of notes. */
export class NotesProvider extends pulumi.ProviderResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("notes", name, args);
  }
}
