import type * as pulumi from "@pulumi/pulumi";
import type { ProviderArgs } from "@pulumi/snowflake";
import type { Settings } from "../../config/settings";

/** Key-pair login as the stack's user. */
export function connection(
  { organization, account, user, role }: Settings["snowflake"],
  privateKey: pulumi.Output<string>,
): ProviderArgs {
  const authenticator = "SNOWFLAKE_JWT";
  return { organizationName: organization, accountName: account, user, role, authenticator, privateKey };
}
