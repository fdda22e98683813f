/** What a Pulumi type such as `kubernetes:apps/v1:Deployment` stands for. */
export interface ObjectKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Kinds that belong to no namespace; asked where the cluster isn't known yet. */
const CLUSTER_SCOPED = new Set([
  "APIService",
  "CSIDriver",
  "CSINode",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "DeviceClass",
  "FlowSchema",
  "IngressClass",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "ResourceSlice",
  "RuntimeClass",
  "ServiceCIDR",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
  "VolumeAttributesClass",
]);

const NOT_OBJECTS = new Set(["helm.sh", "kustomize", "yaml"]);

/** Errors: types that are no objects of the API (Helm releases, patches), which are not rehearsed. */
export function objectKindOf(type: string): ObjectKind {
  const [, groupVersion = "", kind = ""] = type.split(":");
  const [group = "", version] = groupVersion.split("/");
  const isOfKubernetes = !group.includes(".") || group.endsWith(".k8s.io");
  if (version === undefined || NOT_OBJECTS.has(group)) {
    throw new Error(`${type} is not rehearsed: write typed resources instead, e.g. kubernetes:apps/v1:Deployment`);
  }
  if (isOfKubernetes && kind.endsWith("Patch")) {
    throw new Error(`${type} is not rehearsed: declare the whole object, or leave it to its owner`);
  }
  return { apiVersion: group === "core" ? version : groupVersion, kind };
}

export function isClusterScoped({ kind }: ObjectKind): boolean {
  return CLUSTER_SCOPED.has(kind);
}
