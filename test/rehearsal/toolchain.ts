import { obtainPrograms } from "../../cli/rehearsal/programs";

/** Before the first rehearsal test: builds what is missing, which no test's time-out has to allow for. */
export async function setup(): Promise<void> {
  await obtainPrograms((line) => console.log(line));
}
