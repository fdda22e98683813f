import { within } from "../../plugin/path";
import type { Props } from "../../plugin/types";

/** Provider arguments that let data be changed in place. */
export interface Mutability {
  readonly secrets: boolean;
  readonly configMaps: boolean;
}

const CONTAINER_FIELDS = [
  "args",
  "command",
  "env",
  "image",
  "imagePullPolicy",
  "lifecycle",
  "livenessProbe",
  "ports",
  "readinessProbe",
  "resources",
  "securityContext",
  "stdin",
  "stdinOnce",
  "terminationMessagePath",
  "terminationMessagePolicy",
  "tty",
  "volumeDevices",
  "volumeMounts",
  "workingDir",
];

const POD_FIELDS = [
  "affinity",
  "automountServiceAccountToken",
  "dnsConfig",
  "dnsPolicy",
  "enableServiceLinks",
  "hostAliases",
  "hostIPC",
  "hostNetwork",
  "hostPID",
  "hostname",
  "imagePullSecrets",
  "nodeName",
  "nodeSelector",
  "overhead",
  "preemptionPolicy",
  "priority",
  "priorityClassName",
  "readinessGates",
  "restartPolicy",
  "runtimeClassName",
  "schedulerName",
  "securityContext",
  "serviceAccount",
  "serviceAccountName",
  "shareProcessNamespace",
  "subdomain",
  "terminationGracePeriodSeconds",
  "volumes",
  ...CONTAINER_FIELDS.flatMap((field) => [`containers[*].${field}`, `initContainers[*].${field}`]),
];

const VOLUME_SOURCES = [
  "awsElasticBlockStore",
  "azureDisk",
  "azureFile",
  "cephfs",
  "cinder",
  "csi",
  "fc",
  "flexVolume",
  "flocker",
  "gcePersistentDisk",
  "glusterfs",
  "hostPath",
  "iscsi",
  "local",
  "nfs",
  "photonPersistentDisk",
  "portworxVolume",
  "quobyte",
  "rbd",
  "scaleIO",
  "storageos",
  "vsphereVolume",
];

const inSpec = (...fields: string[]) => fields.map((field) => `spec.${field}`);

/**
 * Which fields make the official plugin replace an object, by kind (`forceNew` in pulumi-kubernetes' diff.go). Other
 * fields that the API server won't change are refused by it, in the preview, there as here.
 */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  "apps/DaemonSet": ["spec.selector"],
  "apps/Deployment": ["spec.selector"],
  "apps/StatefulSet": inSpec(
    "podManagementPolicy",
    "revisionHistoryLimit",
    "selector",
    "serviceName",
    "volumeClaimTemplates",
  ),
  "batch/Job": inSpec("completions", "parallelism", "selector", "template"),
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "storage.k8s.io/StorageClass": ["parameters", "provisioner"],
  "/PersistentVolume": inSpec(...VOLUME_SOURCES),
  "/PersistentVolumeClaim": inSpec("accessModes", "selector", "storageClassName", "volumeName"),
  "/Pod": inSpec(...POD_FIELDS),
  "/ResourceQuota": ["spec.scopes"],
  "/Secret": ["type"],
  "/Service": ["spec.clusterIP"],
};

/** Says of each property path whether a change there replaces the object. */
export function replacesOn(inputs: Props, mutability: Mutability): (path: string) => boolean {
  const [group = "", version] = String(inputs.apiVersion).split("/");
  const kind = `${version === undefined ? "" : group}/${String(inputs.kind)}`;
  const isFixed = (mutable: boolean) => !mutable || inputs.immutable === true;
  const data = [
    ...(kind === "/Secret" && isFixed(mutability.secrets) ? ["data", "stringData"] : []),
    ...(kind === "/ConfigMap" && isFixed(mutability.configMaps) ? ["data", "binaryData"] : []),
  ];
  return within(["metadata.name", "metadata.namespace", ...(IMMUTABLE[kind] ?? []), ...data]);
}
