import type * as pulumi from "@pulumi/pulumi";
import * as snowflake from "@pulumi/snowflake";
import type { Settings } from "../../config/settings";
import { PlatformComponent } from "../platformComponent";
import { comment, type Platform } from "../tags";

export interface DataWarehouseArgs {
  readonly platform: Platform;
  readonly snowflake: Settings["snowflake"];
}

/** In per cent of the month's credits, from a first mail to the end of running queries. */
export const spendThresholds = { notify: [75, 90], suspend: 100, suspendImmediately: 110 } as const;

/** Seconds without a query after which a warehouse stops costing, and seconds after which a query is ended. */
const autoSuspendSeconds = 60;
const statementTimeoutSeconds = 3600;

/** The stack's Snowflake account: a cap on spending, warehouses under it, and the database with its schemas. */
export class DataWarehouse extends PlatformComponent {
  readonly monitor: snowflake.ResourceMonitor;
  readonly warehouses: readonly snowflake.Warehouse[];
  readonly database: snowflake.Database;
  readonly schemas: readonly snowflake.Schema[];

  constructor(name: string, args: DataWarehouseArgs, options?: pulumi.ComponentResourceOptions) {
    super("sophia:snowflake:DataWarehouse", name, args.platform, options);
    const settings = args.snowflake;
    this.monitor = this.createMonitor(settings);
    this.warehouses = settings.warehouses.map((warehouse) => this.createWarehouse(warehouse));
    this.database = this.createDatabase(settings.database);
    this.schemas = settings.schemas.map((schema) => this.createSchema(schema));
    this.registerOutputs({ database: this.database.name });
  }

  private createMonitor({ database, monthlyCredits }: Settings["snowflake"]): snowflake.ResourceMonitor {
    return new snowflake.ResourceMonitor(
      this.name("monitor"),
      {
        name: `${database}_MONITOR`,
        creditQuota: monthlyCredits,
        frequency: "MONTHLY",
        startTimestamp: "IMMEDIATELY",
        notifyTriggers: [...spendThresholds.notify],
        suspendTrigger: spendThresholds.suspend,
        suspendImmediateTrigger: spendThresholds.suspendImmediately,
      },
      this.kept,
    );
  }

  private createWarehouse(warehouse: Settings["snowflake"]["warehouses"][number]): snowflake.Warehouse {
    const { name, size, clusters, scaling } = warehouse;
    return new snowflake.Warehouse(
      this.name(resourceName(name)),
      {
        name,
        warehouseSize: size,
        minClusterCount: clusters.min,
        maxClusterCount: clusters.max,
        scalingPolicy: scaling,
        autoSuspend: autoSuspendSeconds,
        autoResume: "true",
        initiallySuspended: true,
        statementTimeoutInSeconds: statementTimeoutSeconds,
        resourceMonitor: this.monitor.name,
        comment: comment(this.tags),
      },
      this.child,
    );
  }

  private createDatabase(name: string): snowflake.Database {
    const args = { name, dropPublicSchemaOnCreation: true, comment: comment(this.tags) };
    return new snowflake.Database(this.name("database"), args, this.kept);
  }

  private createSchema(name: string): snowflake.Schema {
    const args = { name, database: this.database.name, comment: comment(this.tags) };
    return new snowflake.Schema(this.name(resourceName(name)), args, this.kept);
  }
}

/** A Snowflake identifier as the end of a resource's name in Pulumi. */
const resourceName = (identifier: string): string => identifier.toLowerCase().replaceAll("_", "-");
