# A fresh Debian by debootstrap. Functions only; needs carry-over.sh and namespaces.sh, and `cache`, a folder that is kept.

# Makes a root of this suite with these packages in it. What was downloaded once is taken from the cache.
make_debian_root() {
  local suite=$1 root=$2 mirror
  shift 2
  mirror=$(carried_mirror)
  mkdir -p "$cache/debs/$suite" "$root/etc/dpkg/dpkg.cfg.d"
  # Nobody needs this root after a power cut.
  echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
  in_namespaces debootstrap --variant=minbase --include=ca-certificates --cache-dir="$cache/debs/$suite" \
    "$suite" "$root" ${mirror:+"$mirror"} >"$root.log" 2>&1 || { tail -n 20 "$root.log" >&2 && return 1; }
  carry_to_root "$root"
  add_packages "$suite" "$root" "$@" || return 1
  rm "$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
}

add_packages() {
  local suite=$1 root=$2
  shift 2
  if [[ $# -eq 0 ]]; then return 0; fi
  # shellcheck disable=SC2016
  in_namespaces bash -euc '
    root=$1 debs=$2
    shift 2
    mount --bind "$debs" "$root/var/cache/apt/archives"
    mount -t proc proc "$root/proc"
    export DEBIAN_FRONTEND=noninteractive
    chroot "$root" apt-get update -q
    chroot "$root" apt-get install -q -y --no-install-recommends "$@"
    chroot "$root" apt-get autoclean -q
  ' bash "$root" "$cache/debs/$suite" "$@" >>"$root.log" 2>&1 || { tail -n 20 "$root.log" >&2 && return 1; }
}
