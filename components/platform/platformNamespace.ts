import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { PlatformComponent } from "../platformComponent";
import type { Platform } from "../tags";

export interface PlatformNamespaceArgs {
  readonly platform: Platform;
  /** The namespace's name. */
  readonly namespace: string;
}

/** The namespace of the platform's workloads: only restricted pods, and no traffic but what a policy allows. */
export class PlatformNamespace extends PlatformComponent {
  /** Known once the namespace is there. */
  readonly namespaceName: pulumi.Output<string>;

  constructor(name: string, args: PlatformNamespaceArgs, options?: pulumi.ComponentResourceOptions) {
    super("sophia:platform:PlatformNamespace", name, args.platform, options);
    const namespace = new kubernetes.core.v1.Namespace(
      this.name("namespace"),
      { metadata: { name: args.namespace, labels: { ...this.tags, ...restricted } } },
      this.kept,
    );
    this.namespaceName = namespace.metadata.name;
    new kubernetes.networking.v1.NetworkPolicy(
      this.name("default-deny"),
      {
        metadata: { name: "default-deny", namespace: this.namespaceName, labels: { ...this.tags } },
        spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      },
      this.child,
    );
    this.registerOutputs({ namespaceName: this.namespaceName });
  }
}

/** https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
const restricted = {
  "pod-security.kubernetes.io/enforce": "restricted",
  "pod-security.kubernetes.io/enforce-version": "v1.34",
};
