import { examine } from "../../toolchain/examine";
import { paint, table } from "../terminal";
import { type Add, jsonOption } from "./session";
