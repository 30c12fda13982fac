#!/bin/sh
# The command of a pod's image, as PID 1 or below the one that the pod was made with: new host keys, the given key for root,
# sshd, and then nothing for ever.
set -eu
cd /root
hostname "$RUNPOD_POD_ID"

# The network comes from outside a moment after the start.
while ! ip route show default | grep -q default; do sleep 0.05; done

mkdir -p /root/.ssh
printf '%s\n' "${PUBLIC_KEY:-}" >/root/.ssh/authorized_keys
chmod 700 /root/.ssh
chmod 600 /root/.ssh/authorized_keys

# Everything but PUBLIC_KEY is exported for interactive shells, as the official images do.
env | grep -E '^[A-Za-z_][A-Za-z0-9_]*=' | grep -v '^PUBLIC_KEY=' |
  sed "s/'/'\\\\''/g; s/^\([^=]*\)=\(.*\)$/export \1='\2'/" >/etc/rp_environment
echo '. /etc/rp_environment' >/root/.bashrc

echo 'SSH host keys:'
for type in rsa ecdsa ed25519; do
  ssh-keygen -q -N '' -t "$type" -f "/etc/ssh/ssh_host_${type}_key"
  ssh-keygen -lf "/etc/ssh/ssh_host_${type}_key.pub"
done

cat >/run/sshd_config <<END
Port 22
ListenAddress 0.0.0.0
HostKey /etc/ssh/ssh_host_rsa_key
HostKey /etc/ssh/ssh_host_ecdsa_key
HostKey /etc/ssh/ssh_host_ed25519_key
AuthorizedKeysFile /root/.ssh/authorized_keys
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PidFile /run/sshd.pid
SetEnv $SESSION_ENV
Subsystem sftp internal-sftp
END
/usr/sbin/sshd -f /run/sshd_config -E /var/log/sshd.log
# It goes to the background before it listens, and writes its process id after.
until [ -s /run/sshd.pid ]; do sleep 0.05; done
echo 'Start script finished, pod is ready to use.'
# The shell stays, so that PID 1 reaps orphans.
sleep infinity &
wait
