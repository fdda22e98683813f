/*
 * Not imitated: SQL is stored, never run; `parameters` and `describeOutputs`; parameters handed down from account to
 * database to schema; who may do what, but for resource monitors; editions; one account whatever its name; a monitor that
 * is dropped stays named on its warehouses.
 */

import type { SandboxContext } from "../context";
import { type Table, type TablePlugin, tablePlugin } from "../table/plugin";
import type { Rows } from "../table/row";
import { connect, providerFields, providerRules } from "./connection";
import { database, schema, tag } from "./databases";
import {
  grantAccountRole,
  grantDatabaseRole,
  grantPrivilegesToAccountRole,
  grantPrivilegesToDatabaseRole,
} from "./grants";
import { currentRole } from "./object";
import { task } from "./tasks";
import { accountRole, databaseRole, serviceUser } from "./users";
import { resourceMonitor, warehouse } from "./warehouses";

export const snowflakeRows: Rows = {
  "snowflake:index/accountRole:AccountRole": accountRole,
  "snowflake:index/database:Database": database,
  "snowflake:index/databaseRole:DatabaseRole": databaseRole,
  "snowflake:index/grantAccountRole:GrantAccountRole": grantAccountRole,
  "snowflake:index/grantDatabaseRole:GrantDatabaseRole": grantDatabaseRole,
  "snowflake:index/grantPrivilegesToAccountRole:GrantPrivilegesToAccountRole": grantPrivilegesToAccountRole,
  "snowflake:index/grantPrivilegesToDatabaseRole:GrantPrivilegesToDatabaseRole": grantPrivilegesToDatabaseRole,
  "snowflake:index/resourceMonitor:ResourceMonitor": resourceMonitor,
  "snowflake:index/schema:Schema": schema,
  "snowflake:index/serviceUser:ServiceUser": serviceUser,
  "snowflake:index/tag:Tag": tag,
  "snowflake:index/task:Task": task,
  "snowflake:index/warehouse:Warehouse": warehouse,
};

/** The `snowflake` plugin, on the world's account. Accepts `accounts["snowflake-private-key"]`, or any key without it. */
export function snowflakePlugin(context: SandboxContext): TablePlugin {
  return tablePlugin(snowflakeTable(context.accounts["snowflake-private-key"]), context);
}

function snowflakeTable(privateKey: string | undefined): Table {
  return {
    name: "snowflake",
    version: "1.3.0",
    spelling: "snake_case",
    provider: providerFields,
    providerRules,
    callsInPreviews: true,
    rows: snowflakeRows,
    connect: (args) => connect(args, privateKey),
    invokes: () => ({
      "snowflake:index/getCurrentRole:getCurrentRole": async (connection) => {
        connection.authorize();
        const role = currentRole({ connection });
        return { outputs: { id: role, name: role } };
      },
    }),
  };
}
