#cloud-config
# A host of the fleet: a k3s server or agent with a GPU. `components/cluster/cloudInit.ts` fills in what is marked by a
# percent sign; what stands between @@ the provider fills in at launch (`components/lambda/gpuHost.ts`).
hostname: %{hostname}
# The host comes up with a key that Pulumi knows, so that nobody has to trust the first connection.
ssh_deletekeys: true
ssh_keys:
  ed25519_private: %{hostPrivateKey}
  ed25519_public: %{hostPublicKey}
ssh_authorized_keys: %{authorizedKeys}
ssh_pwauth: false
disable_root: true
package_update: true
packages:
  - nvidia-container-toolkit
  - unattended-upgrades
  - wireguard
write_files:
  - path: /etc/ssh/sshd_config.d/10-sophia.conf
    permissions: "0644"
    content: |
      PasswordAuthentication no
      KbdInteractiveAuthentication no
      PermitRootLogin no
      AllowUsers ubuntu
      MaxAuthTries 4
      X11Forwarding no
  - path: /etc/apt/apt.conf.d/20auto-upgrades
    permissions: "0644"
    content: |
      APT::Periodic::Update-Package-Lists "1";
      APT::Periodic::Unattended-Upgrade "1";
  # k3s logs to the journal, containers to files that the kubelet rotates (its arguments are in k3s' configuration).
  - path: /etc/systemd/journald.conf.d/10-sophia.conf
    permissions: "0644"
    content: |
      [Journal]
      SystemMaxUse=2G
      MaxRetentionSec=14day
  - path: /etc/rancher/k3s/config.yaml
    permissions: "0600"
    content: %{k3sConfig}
  - path: /usr/local/sbin/install-k3s
    permissions: "0700"
    # The installer of one release, not whatever is newest today; it checks the binary's SHA-256 itself.
    content: |
      #!/bin/sh
      # install-k3s <server|agent> <starts|joins>: joins the cluster wherever one of its servers answers. Only a host that
      # may start one, and was launched when no other was there, does: a host that comes back joins those that stayed.
      set -eu
      peers="@@PEERS@@"
      server=""
      tries=240
      while [ -n "$peers" ] && [ -z "$server" ]; do
        for peer in $peers; do
          if curl --insecure --silent --max-time 5 --output /dev/null "https://$peer:6443/ping"; then
            server=$peer
            break
          fi
        done
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || { echo "none of the cluster's hosts answers: $peers" >&2; exit 1; }
        [ -n "$server" ] || sleep 5
      done
      mkdir -p /etc/rancher/k3s/config.yaml.d
      if [ -n "$server" ]; then
        echo "server: https://$server:6443" > /etc/rancher/k3s/config.yaml.d/10-sophia.yaml
      elif [ "$2" = starts ]; then
        echo "cluster-init: true" > /etc/rancher/k3s/config.yaml.d/10-sophia.yaml
      else
        echo "no other host of the cluster was there when this one was launched" >&2
        exit 1
      fi
      release=v1.34.1+k3s1
      curl --fail --silent --show-error --location --retry 5 --output /run/install-k3s.sh \
        "https://raw.githubusercontent.com/k3s-io/k3s/$release/install.sh"
      INSTALL_K3S_VERSION="$release" sh /run/install-k3s.sh "$1"
  - path: /usr/local/sbin/await-installation
    permissions: "0700"
    content: |
      #!/bin/sh
      # await-installation: ends when the host is a node of the cluster.
      set -eu
      # 2: some warning came up, perhaps of the image's own; what counts is what follows.
      cloud-init status --wait || [ $? -eq 2 ]
      k3s kubectl wait --for=condition=Ready --timeout=300s "node/$(hostname)"
  - path: /usr/local/sbin/authorize-keys
    permissions: "0700"
    content: |
      #!/bin/sh
      # authorize-keys: makes the public keys on standard input, one a line, all that log in as ubuntu. Replaces the file as a
      # whole, and refuses a list that would let nobody in.
      set -eu
      folder=/home/ubuntu/.ssh
      new=$(mktemp "$folder/authorized_keys.XXXXXX")
      trap 'rm -f "$new"' EXIT
      cat > "$new"
      ssh-keygen -l -f "$new" > /dev/null 2>&1 || { echo "no usable public key on standard input" >&2; exit 1; }
      chown ubuntu:ubuntu "$new"
      chmod 0600 "$new"
      mv "$new" "$folder/authorized_keys"
  - path: /usr/local/sbin/leave-cluster
    permissions: "0700"
    content: |
      #!/bin/sh
      # leave-cluster <node> <launch>: moves the node's pods to the others, within their disruption budgets, and forgets the node.
      # Safe to run again. There is nothing to leave where the cluster does not answer, knows no such node, or knows
      # another host by its name: one that was launched since.
      set -eu
      if ! k3s kubectl get --raw /readyz > /dev/null 2>&1; then
        echo "the cluster does not answer"
        exit 0
      fi
      if [ -z "$(k3s kubectl get node "$1" --ignore-not-found --output name)" ]; then
        echo "the cluster has no node $1"
        exit 0
      fi
      launch=$(k3s kubectl get node "$1" --output 'jsonpath={.metadata.labels.sophia\.ai/launch}')
      if [ "$launch" != "${2-}" ]; then
        echo "the node $1 is another host by now"
        exit 0
      fi
      k3s kubectl drain "$1" --ignore-daemonsets --delete-emptydir-data --timeout=600s --skip-wait-for-delete-timeout=60
      k3s kubectl delete node "$1" --ignore-not-found
runcmd:
  - [/usr/local/sbin/install-k3s, %{k3sRole}, %{k3sStart}]
