#!/bin/sh
# Turns this process, alone in its own mount, PID and network namespaces, into PID 1 of a pod.
# Arguments: a folder for the container disk's mount, the volume's folder, the folder of python3, and the container's command.
set -eu
disk=$1
volume=$2
python_folder=$3
shift 3

# The shell's own entry in the outer /proc: how the outside knows, and later ends, this PID 1.
read -r pid _ </proc/self/stat
mount --make-rprivate /
# The container disk: the host's file system as a read-only image below a layer in memory, which ends with the pod.
mount -t tmpfs pod-disk "$disk"
mkdir "$disk/upper" "$disk/work" "$disk/root"
mount -t overlay pod-image -o "lowerdir=/,upperdir=$disk/upper,workdir=$disk/work" "$disk/root"
root=$disk/root
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
for folder in tmp run root; do mount -t tmpfs "pod-$folder" "$root/$folder"; done
mkdir -p "$root/run/sshd" "$root/workspace"
# A python3 that lives below /root is part of the image, unlike the rest of the host's /root.
case $python_folder in
  /root/*)
    kept=/root/$(echo "$python_folder" | cut -d / -f 3)
    mkdir -p "$root$kept"
    mount --bind "$kept" "$root$kept"
    mount -o remount,bind,ro "$root$kept"
    ;;
esac
mount --bind "$volume" "$root/workspace"
rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/rp_environment" "$root/etc/resolv.conf"
# The name server of slirp4netns, which asks the host's.
echo 'nameserver 10.0.2.3' >"$root/etc/resolv.conf"
cp "$(dirname "$0")/container-start.sh" "$root/start.sh"
chmod 755 "$root/start.sh"
echo "pod process $pid"
exec chroot "$root" "$@"
