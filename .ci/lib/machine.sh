# A fresh machine and what is done on it. Functions only; needs the others beside it, and `project`, `cache`, `homes`, `work`,
# `commands` and `fail` of the script.

# What the README asks a user for: Git, Node with npm, and Python with venv.
user_packages=(ca-certificates git nodejs npm python3 python3-venv)
# One that no person of this machine has.
user_id=21000

make_machine() {
  local suite=$1 beganS=$SECONDS
  make_debian_root "$suite" "$work/$suite" "${user_packages[@]}" || return 1
  chroot "$work/$suite" useradd --uid "$user_id" --shell /bin/bash --no-create-home --home-dir /home/user user || return 1
  git clone -q --bare --depth 1 "file://$project" "$work/$suite/srv/labelpod.git" || return 1
  chown -R "$user_id:$user_id" "$work/$suite/srv/labelpod.git"
  echo "== $suite: made in $((SECONDS - beganS)) s: Node $(in_root "$suite" node --version), npm $(in_root "$suite" npm --version), $(in_root "$suite" python3 --version)"
}

in_root() {
  local suite=$1
  shift
  chroot "$work/$suite" "$@" 2>&1 | tail -n 1
}

# Runs the commands in a fresh home: `npm` is the distribution's own when empty, `packages` is `mounted` or `empty`.
try_machine() {
  local suite=$1 npm=$2 packages=$3 command
  make_home "$packages"
  if ! choose_npm "$suite" "$npm"; then fail "npm $npm could not be installed on $suite" && return; fi
  write_variables "$suite" "$packages"
  as_user "$suite" git clone -q /srv/labelpod.git labelpod || { fail "$suite: git clone failed" && return; }
  for command in "${commands[@]}"; do
    run_command "$suite, npm $(in_root "$suite" npm --version), caches $packages" "$suite" "$command"
  done
}

# With the descriptions of other programs' interfaces beside it, where the caller has them: with CI set, tests fail without them.
make_home() {
  remove_folder "$homes/user"
  mkdir -p "$homes/user" "$homes/packages"/{npm,pip,uv}
  seed_packages
  carry_to_home "$homes/user"
  if [[ -d $project/../shared ]]; then cp -r "$project/../shared/." "$homes/user/shared"; fi
  chown -R "$user_id:$user_id" "$homes"
}

# What `npm run test:real` has downloaded is copied, not loaded again. Not linked: the user of the machine gets it all, and a linked
# file would change its owner in the caller's cache too.
seed_packages() {
  local seed=${LABELPOD_TEST_CACHE:-$project/node_modules/.cache/labelpod}/uv
  if [[ -e $homes/packages/uv/CACHEDIR.TAG || ! -d $seed ]]; then return; fi
  echo "== packages of MONAI Label are taken from $seed"
  cp -a --reflink=auto "$seed/." "$homes/packages/uv"
}

# An npm of a version, or the distribution's own again.
choose_npm() {
  local root=$work/$1 version=$2
  chroot "$root" rm -rf /usr/local/lib/node_modules/npm /usr/local/bin/npm /usr/local/bin/npx
  if [[ -z $version ]]; then return 0; fi
  # By this machine's npm: it is only unpacked.
  npm install --global --silent --prefix "$root/usr/local" "npm@$version"
}

write_variables() {
  local suite=$1 packages=$2
  {
    printf '%s\n' HOME=/home/user USER=user LOGNAME=user SHELL=/bin/bash PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8
    if [[ -n ${CI:-} ]]; then echo "CI=$CI"; fi
    carried_variables
    if [[ $packages == mounted ]]; then
      printf '%s\n' npm_config_cache=/home/packages/npm PIP_CACHE_DIR=/home/packages/pip UV_CACHE_DIR=/home/packages/uv
    fi
    if [[ $suite != bookworm ]]; then serve_python; fi
  } >"$work/variables"
}

python_downloads=''

# Where uv's own builds can't be reached, a stand-in on loopback has the Python that a newer Debian lacks.
serve_python() {
  local twin=$project/test/twins/python/serve.ts line=''
  if [[ ! -e $twin ]]; then return; fi
  if [[ ! -s $work/python ]]; then
    (cd "$project" && exec setpriv --pdeathsig TERM node bin/launch.cjs "$twin") >"$work/python" 2>"$work/python.log" &
    python_downloads=$!
    # The launcher may have to install packages first.
    for _ in {1..600}; do
      if [[ -s $work/python ]] || ! kill -0 "$python_downloads" 2>/dev/null; then break; else sleep 0.5; fi
    done
    if [[ ! -s $work/python ]]; then echo "== no stand-in for uv's Pythons:" && tail -n 5 "$work/python.log"; fi >&2
  fi
  head -n 1 "$work/python"
}

end_python_downloads() {
  if [[ -n $python_downloads ]]; then kill "$python_downloads" 2>/dev/null; fi
}

run_command() {
  local name=$1 suite=$2 command=$3 beganS=$SECONDS beganMb status=0
  beganMb=$(received_mb)
  case $command in
    start) as_user "$suite" bash -c 'cd labelpod && npm start -- --once' || status=$? ;;
    test) as_user "$suite" bash -c 'cd labelpod && npm test' || status=$? ;;
  esac
  echo "== $name: npm $command ended with $status after $((SECONDS - beganS)) s;" \
    "this machine received $(($(received_mb) - beganMb)) MB, the user's folder has $(folder_mb "$homes/user") MB"
  if [[ $status -ne 0 ]]; then fail "$name: npm $command failed"; fi
}

as_user() {
  local suite=$1
  shift
  in_namespaces bash "$here/lib/enter-root.sh" "$work/$suite" "$homes" "$work/variables" env --chdir=/home/user "$@"
}

# All that came by the network since the start, for other programs of this machine too.
received_mb() {
  awk '$1 != "lo:" && NR > 2 { bytes += $2 } END { printf "%d", bytes / 1e6 }' /proc/net/dev
}

# Without what it shares with the caches.
folder_mb() {
  du -s --block-size=1MB "$homes/packages" "$1" | awk 'END { print $1 }'
}
