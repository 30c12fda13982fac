# Commands in namespaces of their own, and folders that go away with them. Functions only.

inside=''

# Runs a command with mounts, processes and a host name of its own, all of which end with this script, whatever ends it. Options of
# `unshare` may come before the command. The network stays this machine's own: it is the way to the registries.
in_namespaces() {
  local status=0
  # A program that a script starts in the background would else never see Ctrl-C.
  env --default-signal=INT,QUIT,TERM setpriv --pdeathsig KILL \
    unshare --mount --propagation private --pid --ipc --uts --fork --kill-child --mount-proc "$@" &
  inside=$!
  wait "$inside" || status=$?
  inside=''
  return "$status"
}

# Ends what runs in there, with all that it has started.
end_namespaces() {
  if [[ -n $inside ]]; then
    kill -KILL "$inside" 2>/dev/null
    wait "$inside" 2>/dev/null
    inside=''
  fi
}

# Says what keeps namespaces from being made here.
check_namespaces() {
  local needed
  for needed in "$@"; do
    if ! command -v "$needed" >/dev/null; then
      echo "$0 needs $needed, which is not here: apt-get install it, then start again." >&2
      return 1
    fi
  done
  if [[ $EUID -ne 0 ]] || ! unshare --mount --pid --ipc --uts --fork --mount-proc true 2>/dev/null; then
    echo "$0 needs root and the right to make namespaces and mounts, which this machine does not give: run it on another one." >&2
    return 1
  fi
}

# Removes a folder, and nothing that is mounted in it.
remove_folder() {
  local folder mounted
  folder=$(realpath "$1" 2>/dev/null) || return 0
  mounted=$(awk -v under="$folder/" 'index($5 "/", under) == 1 { print $5; exit }' /proc/self/mountinfo)
  if [[ -n $mounted ]]; then
    echo "$folder is kept, because $mounted is mounted: unmount it, then remove the folder." >&2
    return 1
  fi
  rm -rf --one-file-system "$folder"
}

# Makes `work`, a folder in `cache` for this run alone. One run at a time has the cache; what a killed one has left there goes first.
open_work_folder() {
  local name=$1 left
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock --nonblock 9 || { echo "Another run has $cache; this one waits for its end." && flock 9; }
  for left in "$cache/$name"-??????; do if [[ -d $left ]]; then remove_folder "$left" || return 1; fi; done
  work=$(mktemp -d "$cache/$name-XXXXXX")
}
