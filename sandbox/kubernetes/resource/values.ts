import { FileTree, type Props, UNKNOWN, type Value } from "../../plugin/types";
import { isValueList, isValueObject } from "../../plugin/values";
import { type KubeObject, parseObjectId } from "../objects";
import { propsOf } from "./inputs";

/** Whether anything in a value is not known yet. */
export function hasUnknown(value: Value | undefined): boolean {
  if (value === UNKNOWN) return true;
  if (isValueList(value)) return value.some(hasUnknown);
  return isValueObject(value) && Object.values(value).some(hasUnknown);
}

/** Whether a file or archive stands anywhere in a value: the API has nothing like it. */
export function hasFiles(value: Value | undefined): boolean {
  if (value instanceof FileTree) return true;
  if (isValueList(value)) return value.some(hasFiles);
  return isValueObject(value) && Object.values(value).some(hasFiles);
}

/** Checked inputs as the object that is sent, under the name and namespace that it goes by. */
export function manifest(inputs: Props): KubeObject {
  return JSON.parse(JSON.stringify(inputs)) as KubeObject;
}

/** An object of the API as Pulumi keeps it: without the list of who wrote which field, which changes all the time. */
export function outputsOf(live: KubeObject, fieldManager: string): Props {
  const { managedFields: _, ...metadata } = live.metadata;
  return { ...(live as Props), metadata: metadata as Props, [FIELD_MANAGER]: fieldManager };
}

/** Where the state keeps under which name the object's fields were applied, as the official plugin does. */
const FIELD_MANAGER = "__fieldManager";

export function storedFieldManager(outputs: Props): string | undefined {
  const stored = outputs[FIELD_MANAGER];
  return typeof stored === "string" ? stored : undefined;
}

/** Inputs with the name and namespace that the object has: the API server may have drawn them (`generateName`). */
export function withNameOf(id: string, inputs: Props): Props {
  return { ...inputs, metadata: { ...propsOf(inputs.metadata), ...parseObjectId(id) } };
}
