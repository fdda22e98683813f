/**
 * The kubeconfig that k3s leaves on a server, made good from elsewhere: the server's `address` in place of 127.0.0.1, the
 * port kept. Its certificate is checked against `kubernetes`, a name that it always carries, because the public address
 * is not known when k3s makes it. Throws, without showing it, where it is no such kubeconfig.
 */
export function reachableKubeconfig(kubeconfig: string, address: string): string {
  const server = /^(\s*)server: "?https:\/\/127\.0\.0\.1:(\d+)"?[ \t]*$/m;
  if (!server.test(kubeconfig)) {
    throw new Error("the kubeconfig on the host has no `server: https://127.0.0.1:<port>`: is k3s installed there?");
  }
  const host = address.includes(":") ? `[${address}]` : address;
  return kubeconfig.replace(server, `$1server: https://${host}:$2\n$1tls-server-name: kubernetes`);
}

/** Where the API server answers, e.g. `https://203.0.113.7:6443`. */
export function serverOf(kubeconfig: string): string {
  return /^\s*server: (\S+)$/m.exec(kubeconfig)?.[1] ?? "";
}
