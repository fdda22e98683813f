#cloud-config
# A host of the fleet: a k3s server or agent with a GPU. `components/cluster/cloudInit.ts` fills in what is marked.
hostname: %{hostname}
# The host comes up with a key that Pulumi knows, so that nobody has to trust the first connection.
ssh_deletekeys: true
ssh_keys:
  ed25519_private: %{hostPrivateKey}
  ed25519_public: %{hostPublicKey}
ssh_pwauth: false
disable_root: true
package_update: true
packages:
  - nvidia-container-toolkit
  - unattended-upgrades
write_files:
  - path: /etc/ssh/sshd_config.d/10-sophia.conf
    permissions: "0644"
    content: |
      PasswordAuthentication no
      KbdInteractiveAuthentication no
      PermitRootLogin no
      X11Forwarding no
  - path: /etc/apt/apt.conf.d/20auto-upgrades
    permissions: "0644"
    content: |
      APT::Periodic::Update-Package-Lists "1";
      APT::Periodic::Unattended-Upgrade "1";
  - path: /etc/rancher/k3s/config.yaml
    permissions: "0600"
    content: %{k3sConfig}
  - path: /usr/local/sbin/install-k3s
    permissions: "0700"
    # The installer of one release, not whatever is newest today; it checks the binary's SHA-256 itself.
    content: |
      #!/bin/sh
      set -eu
      release=v1.34.1+k3s1
      curl --fail --silent --show-error --location --retry 5 --output /run/install-k3s.sh \
        "https://raw.githubusercontent.com/k3s-io/k3s/$release/install.sh"
      INSTALL_K3S_VERSION="$release" sh /run/install-k3s.sh "$1"
runcmd:
  - [/usr/local/sbin/install-k3s, %{k3sRole}]
