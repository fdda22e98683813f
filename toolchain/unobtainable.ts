/** One way to obtain a program is not open; the message says why. The next way is tried. */
export class Unobtainable extends Error {}
