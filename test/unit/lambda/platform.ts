import type { Implementation } from "../../../components/dynamic/implementation";
import { DEFAULT_SETTINGS } from "../../../sandbox/lambda/settings";
import { Engine, type Program } from "./engine";
import { addSshKey, hostsOf } from "./hosts";
import { Process, type Turn, Vendor } from "./vendor";

/** Looked at seldom, so that a host that boots for four minutes costs few calls; the pace is the vendor's. */
const PACING = { pollMs: 60_000 };

/** The platform as one history lives through it: one vendor, one state, and process after process. */
export class Platform {
  readonly vendor: Vendor;
  readonly engine = new Engine();
  /** What providers were asked for, some of it by engines that are dead. */
  readonly #started: Promise<unknown>[] = [];

  /** `launchMs`: how long the vendor takes to answer a launch, and to list the host. */
  constructor(launchMs: number) {
    this.vendor = new Vendor({ timings: { ...DEFAULT_SETTINGS.timings, launchCall: launchMs } });
    addSshKey(this.vendor);
  }

  /** One `up`. Its engine may die at some call, and with it its provider or not. */
  async up(program: Program, turn?: Turn) {
    const process = new Process(this.vendor, PACING);
    return await this.engine.up(program, this.#hosts(process), turn === undefined ? undefined : process.at(turn));
  }

  /** Fails where the vendor does: the state is then as it was. */
  async refresh(): Promise<void> {
    await this.engine.refresh(this.#hosts(new Process(this.vendor, PACING)));
  }

  async changes(program: Program): Promise<string[]> {
    return await this.engine.changes(program, this.#hosts(new Process(this.vendor, PACING)));
  }

  /** The vendor is as it should be, and providers that outlived their engine have come to their end. */
  async calm(): Promise<void> {
    const { faults, lambda } = this.vendor;
    faults.clear();
    lambda.control.setFates();
    lambda.control.setProviderAvailable(true);
    for (const region of ["us-east-1", "us-west-1"]) {
      lambda.control.setCapacity("gpu_1x_a10", region, 8);
      lambda.control.runShort("gpu_1x_a10", region, 0);
    }
    // Those of killed processes never end: an hour is longer than anything that lives can take.
    await Promise.race([Promise.allSettled(this.#started), this.vendor.clock.sleep(3_600_000)]);
  }

  #hosts(process: Process): Implementation {
    const hosts = hostsOf(process);
    const started = <T>(work: Promise<T>): Promise<T> => {
      this.#started.push(work);
      return work;
    };
    return {
      ...hosts,
      create: (inputs) => started(hosts.create(inputs)),
      update: (id, olds, news) => started(hosts.update(id, olds, news)),
      delete: (id, known) => started(hosts.delete(id, known)),
    };
  }
}
