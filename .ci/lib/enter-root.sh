#!/usr/bin/env bash
# Runs a command as the ordinary user of a root: enter-root.sh ROOT HOMES VARIABLES COMMAND…
# In namespaces of its own, so that each mount ends with it. HOMES becomes /home there, one mount with the caches of packages beside
# the user's folder, since hard links do not cross mounts. VARIABLES is a file with NAME=VALUE in each line, all that is set.
set -euo pipefail
root=$1 homes=$2 variables=$3
shift 3

mount --bind "$homes" "$root/home"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=755,nosuid tmpfs "$root/dev"
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
for device in 'null 3' 'zero 5' 'full 7' 'random 8' 'urandom 9'; do
  mknod -m 666 "$root/dev/${device% *}" c 1 "${device#* }"
done
mknod -m 666 "$root/dev/tty" c 5 0
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for stream in 'stdin 0' 'stdout 1' 'stderr 2'; do ln -s "/proc/self/fd/${stream#* }" "$root/dev/${stream% *}"; done

hostname fresh
printf '127.0.0.1 localhost fresh\n::1 localhost\n' >"$root/etc/hosts"
readarray -t set_variables <"$variables"
# Not by exec: this process is the first of its namespace, and has to take in what others leave behind.
chroot "$root" setpriv --reuid user --regid user --init-groups --inh-caps=-all --bounding-set=-all \
  env -i "${set_variables[@]}" "$@"
